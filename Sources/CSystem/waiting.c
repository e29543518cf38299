// Descriptors to poll(2) on: a mailbox that other threads can wake, and signals.
#define _GNU_SOURCE 1
#include "CSystem.h"

#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

int csystem_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

void csystem_eventfd_raise(int descriptor) { (void)eventfd_write(descriptor, 1); }

void csystem_eventfd_clear(int descriptor) {
  eventfd_t count;
  (void)eventfd_read(descriptor, &count);
}

int csystem_signalfd(const int *signals, size_t count) {
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < count; i++) sigaddset(&set, signals[i]);
  if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0) return -1;
  return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int csystem_signalfd_next(int descriptor) {
  struct signalfd_siginfo facts;
  return read(descriptor, &facts, sizeof facts) == sizeof facts ? (int)facts.ssi_signo : 0;
}
