/* nosync: preloaded, takes every fsync() for done. The control of tests/e2e/vm/power-cut: with it
 * the same test must lose what was acknowledged, or it proves nothing. */
#include <unistd.h>

int fsync(int fd) {
    return fd < 0 ? -1 : 0;
}

int fdatasync(int fd) {
    return fd < 0 ? -1 : 0;
}
