/* The smallest program on libsagclient: binds one serial number and says what is known then.
 *   example ENDPOINT CA_FILE INSTANCE_ID SERIAL_NUMBER
 * The access key comes from the environment or the usual files. Links the shared library only. */
#include <sag_client.h>

#include <stdio.h>

static void on_done(void *data, uint64_t call_id, const struct sag_outcome *outcome,
                    const struct sag_page *page) {
    (void)call_id;
    (void)page;
    *(enum sag_class *)data = outcome->cls;
    printf("%s (%s) %s%s%s\n", sag_class_name(outcome->cls), sag_end_name(outcome->end),
           outcome->code, outcome->code[0] ? ": " : "", outcome->message);
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: example ENDPOINT CA_FILE INSTANCE_ID SERIAL_NUMBER\n");
        return 2;
    }
    struct sag_config config = {
        .size = sizeof(config), .region = "cn-hangzhou", .endpoint = argv[1], .ca_file = argv[2]
    };
    struct sag_client *client = NULL;
    struct sag_error error;
    if (sag_client_create(&client, &config, &error) != SAG_OK) {
        fprintf(stderr, "example: %s\n", error.text);
        return 2;
    }
    enum sag_class cls = SAG_CLASS_NOT_SENT;
    if (sag_client_bind(client, argv[3], argv[4], on_done, &cls, NULL) != SAG_OK) {
        fprintf(stderr, "example: the serial number or the instance id cannot be sent\n");
        sag_client_destroy(client);
        return 2;
    }
    while (sag_client_run(client, -1) > 0) {
    }
    sag_client_destroy(client);
    return cls == SAG_CLASS_OK ? 0 : 1;
}
