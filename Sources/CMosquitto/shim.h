#pragma once
#include <errno.h>
#include <mosquitto.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
