/* Time to load a shared library and find a function in it: load LIBRARY prints milliseconds. */
#include <dlfcn.h>
#include <stdio.h>
#include <time.h>

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  const double start = milliseconds();
  void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (!library || !dlsym(library, "lightlane_version")) {
    fprintf(stderr, "load: %s\n", dlerror());
    return 1;
  }
  printf("%.3f\n", milliseconds() - start);
  return 0;
}
