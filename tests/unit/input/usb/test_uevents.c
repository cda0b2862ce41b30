#include "check.h"

#include "input/usb/uevents.h"

#include <sys/socket.h>
#include <unistd.h>

static const char scanner[] =
    "add@/devices/pci0000:00/usb1/1-2\0ACTION=add\0SUBSYSTEM=usb\0SEQNUM=7";
static const char port[] = "bind@/devices/usb1/1-2\0SUBSYSTEM=usb-serial\0SEQNUM=8";

static void an_event_is_of_the_subsystem_that_it_names_in_full(void **state) {
    (void)state;
    assert_true(sk_uevent_is_of(scanner, sizeof(scanner), "usb"));
    assert_true(sk_uevent_is_of(scanner, sizeof(scanner) - 1, "usb")); /* without the last NUL */
    assert_false(sk_uevent_is_of(scanner, sizeof(scanner), "us"));
    assert_false(sk_uevent_is_of(port, sizeof(port), "usb"));
    assert_false(sk_uevent_is_of(scanner, 52, "usb")); /* cut within the word */
    assert_false(sk_uevent_is_of("", 0, "usb"));
}

static void all_that_waits_is_taken_and_what_matters_is_seen_among_it(void **state) {
    (void)state;
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends), 0);
    assert_false(sk_uevents_drain(ends[0], "usb"));
    assert_int_equal(send(ends[1], scanner, sizeof(scanner), 0), sizeof(scanner));
    assert_int_equal(send(ends[1], port, sizeof(port), 0), sizeof(port));
    assert_true(sk_uevents_drain(ends[0], "usb"));
    assert_false(sk_uevents_drain(ends[0], "usb"));
    assert_int_equal(send(ends[1], port, sizeof(port), 0), sizeof(port));
    assert_false(sk_uevents_drain(ends[0], "usb"));
    (void)close(ends[0]);
    (void)close(ends[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_of_the_subsystem_that_it_names_in_full),
        cmocka_unit_test(all_that_waits_is_taken_and_what_matters_is_seen_among_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
