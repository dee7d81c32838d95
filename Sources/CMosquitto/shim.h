// libmosquitto, and what its external event loop needs that the Glibc module leaves out.
#pragma once
#include <mosquitto.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>

// glibc 2.31; declared here because the header hides it without _GNU_SOURCE.
int pthread_clockjoin_np(pthread_t thread, void **result, clockid_t clock, const struct timespec *deadline);
