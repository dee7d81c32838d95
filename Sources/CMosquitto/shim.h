// libmosquitto, and what its external event loop needs that the Glibc module leaves out.
#pragma once
#include <mosquitto.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
