/* A small program on libsagclient: binds one serial number and says what is known then, within a
 * loop of its own that could wait for other things as well.
 *
 *   bind ENDPOINT CA_FILE INSTANCE_ID SERIAL_NUMBER
 *
 * The access key comes from the environment or the usual files. Exit 0: bound; 1: not, or not
 * known; 2: nothing was tried. To build: cc bind.c $(pkg-config --cflags --libs sagclient) */
#include <sag_client.h>

#include <poll.h>
#include <stdio.h>

static void on_done(void *data, uint64_t call_id, const struct sag_outcome *outcome,
                    const struct sag_page *page) {
    (void)call_id;
    (void)page;
    *(enum sag_class *)data = outcome->cls;
    printf("%s (%s) %s%s%s\n", sag_class_name(outcome->cls), sag_end_name(outcome->end),
           outcome->code, outcome->code[0] ? ": " : "", outcome->message);
}

/* Returns when no call is open any more. */
static void loop(struct sag_client *client) {
    do {
        struct pollfd fds[] = { { .fd = sag_client_fd(client), .events = POLLIN } };
        int64_t timeout_ms = sag_client_timeout(client); /* anew each time; a few minutes at most */
        (void)poll(fds, sizeof(fds) / sizeof(fds[0]), (int)timeout_ms);
        /* Here the program would look at its other descriptors. */
    } while (sag_client_run(client, 0) > 0);
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: bind ENDPOINT CA_FILE INSTANCE_ID SERIAL_NUMBER\n");
        return 2;
    }
    struct sag_config config = SAG_CONFIG_INIT;
    config.region = "cn-hangzhou";
    config.endpoint = argv[1];
    config.ca_file = argv[2];
    struct sag_client *client = NULL;
    struct sag_error error;
    if (sag_client_create(&client, &config, &error) != SAG_OK) {
        fprintf(stderr, "bind: %s\n", error.text);
        return 2;
    }
    enum sag_class cls = SAG_CLASS_NOT_SENT;
    if (sag_client_bind(client, argv[3], argv[4], on_done, &cls, NULL) != SAG_OK) {
        fprintf(stderr, "bind: the serial number or the instance id cannot be sent\n");
        sag_client_destroy(client);
        return 2;
    }
    loop(client);
    sag_client_destroy(client);
    return cls == SAG_CLASS_OK ? 0 : 1;
}
