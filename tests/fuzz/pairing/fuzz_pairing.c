/* The pairing machine under any order of scans, commands, results and times. What must hold:
 * no pair carries what another person scanned, nor anything while nobody is signed on who should
 * be; red is not overwritten, green is not guessed, numbers do not repeat, nobody is woken for
 * nothing.
 */
#include "fuzz/bytes.h"

#include "unit/pairing/pairing_inputs.h"

#define NUMBERS 512

struct world {
    struct bytes bytes;
    struct sk_pairing pairing;
    struct sk_label_rules *labels;
    struct pairing_effects effects;
    sk_ms now;
    int64_t next_number;
    bool was_bound[NUMBERS]; /* a verdict said so */
    bool is_acknowledged;    /* by the input at hand */
    struct sk_view before;
    char scanned_by[2][SK_OPERATOR_SIZE]; /* serial, instance: as they wait */
};

static const char *const texts[] = {
    "sage62x0219220001",
    "sage62x0219220002",
    "SAGE62X0219220001",
    "sag-demo0000000000ok01",
    "sag-demo0000000000ok02",
    "sag-1000",
    "SAGK:ACK",
    "SAGK:CANCEL",
    "SAGK:UNDO",
    "SAGK:STICKY",
    "SAGK:PAIR",
    "SAGK:NONE",
    "sag32a****1",
    "4006381333931",
    "OP:Li Wei",
    "OP:Chen",
    "SAGK:SIGNOFF",
    "sage62x000000",
    "SAGK:CALL",
};
#define TEXTS (sizeof(texts) / sizeof(texts[0]))

static void step(struct world *world, const struct sk_pairing_input *input) {
    sk_pairing_view(&world->pairing, world->now, &world->before);
    pairing_put(&world->pairing, input, world->now, &world->effects);
}

static void scan(struct world *world) {
    static const enum sk_scan_source sources[] = { SK_SOURCE_USB_HID_POS, SK_SOURCE_CAMERA };
    unsigned choice = bytes_below(&world->bytes, TEXTS + 1);
    struct sk_scan scan = { .source = sources[bytes_below(&world->bytes, 2)], .at = world->now };
    struct sk_label label;
    if (choice < TEXTS) {
        sk_scan_set_text(&scan, texts[choice], strlen(texts[choice]));
    } else {
        size_t length = 0;
        char *raw = bytes_take(&world->bytes, bytes_below(&world->bytes, 128), &length);
        sk_scan_set_text(&scan, raw, length);
        free(raw);
    }
    sk_label_classify(world->labels, &scan, &label);
    world->is_acknowledged =
        label.kind == SK_LABEL_COMMAND && label.command == SK_COMMAND_ACKNOWLEDGE;
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SCAN,
                                      .label = &label,
                                      .scan = &scan };
    step(world, &input);
}

static void command(struct world *world) {
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_COMMAND,
                                      .command = (enum sk_command)bytes_below(
                                          &world->bytes, SK_COMMAND_CALL + 1) };
    world->is_acknowledged = input.command == SK_COMMAND_ACKNOWLEDGE;
    step(world, &input);
}

static int64_t any_number(struct world *world) {
    int64_t back = bytes_below(&world->bytes, 8);
    return back < world->next_number ? world->next_number - back : 1;
}

static void verdict(struct world *world) {
    struct sk_verdict verdict = { .kind = (enum sk_verdict_kind)bytes_below(&world->bytes,
                                                                            SK_VERDICT_LOCATED + 1),
                                  .number = any_number(world),
                                  .alarm = bytes_below(&world->bytes, 2),
                                  .prior.number = bytes_below(&world->bytes, 2) };
    (void)snprintf(verdict.code, sizeof(verdict.code), "code %u", bytes_below(&world->bytes, 4));
    if (verdict.kind == SK_VERDICT_BOUND && verdict.number < NUMBERS) {
        world->was_bound[verdict.number] = true;
    }
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_VERDICT, .verdict = &verdict };
    step(world, &input);
}

static void unseen(struct world *world) {
    struct sk_verdict verdict = { .kind = bytes_below(&world->bytes, 2) == 0 ? SK_VERDICT_REFUSED
                                                                             : SK_VERDICT_CHECK,
                                  .number = any_number(world) };
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_UNSEEN, .verdict = &verdict };
    step(world, &input);
}

static void plain(struct world *world, enum sk_pairing_input_type type) {
    struct sk_pairing_input input = { .type = type,
                                      .number = any_number(world),
                                      .operator_name = "Zhao" };
    step(world, &input);
}

static void pass_time(struct world *world) {
    static const sk_ms times[] = { 0, 1, 100, 999, 1000, 1500, 4000, 15000, 1000000 };
    unsigned choice = bytes_below(&world->bytes, 10);
    sk_ms deadline = sk_pairing_deadline(&world->pairing, world->now);
    if (choice < 9) {
        world->now += times[choice];
    } else if (deadline > world->now) {
        world->now = deadline;
    }
    plain(world, SK_PAIRING_INPUT_TICK);
}

/* Who was signed on when the label that waits was taken. */
static void note_slot(struct world *world, const struct sk_slot *slot, int at) {
    if (slot->text[0] == '\0') {
        memset(world->scanned_by[at], 0, SK_OPERATOR_SIZE);
        return;
    }
    if (world->scanned_by[at][0] == '\0') {
        memcpy(world->scanned_by[at], world->pairing.operator_name, SK_OPERATOR_SIZE);
    }
    MUST(strcmp(world->scanned_by[at], world->pairing.operator_name) == 0);
    MUST(!world->pairing.rules.needs_operator || world->pairing.operator_name[0]);
}

static void check_effects(struct world *world) {
    MUST(world->effects.count >= 0 && world->effects.count <= SK_PAIRING_EFFECTS);
    for (int32_t i = 0; i < world->effects.count; i++) {
        const struct sk_pair *pair = &world->effects.list[i].pair;
        if (world->effects.list[i].type == SK_PAIRING_EFFECT_SAVE) {
            MUST(pair->number == world->next_number + 1);
            MUST(pair->labels.serial[0] && pair->labels.instance[0]);
            MUST(pair->operator_name[0] || !world->pairing.rules.needs_operator);
            MUST(strcmp(pair->operator_name, world->pairing.operator_name) == 0);
            MUST(pair->refers >= 0 && pair->refers < pair->number);
            world->next_number++;
        }
        MUST(world->effects.list[i].type != SK_PAIRING_EFFECT_CALL || world->pairing.is_called);
        MUST(world->effects.list[i].type != SK_PAIRING_EFFECT_CALL_END ||
             !world->pairing.is_called);
        MUST(world->effects.list[i].type != SK_PAIRING_EFFECT_SEEN ||
             (world->is_acknowledged && world->before.screen == SK_SCREEN_REFUSED &&
              pair->number == world->before.verdict.number));
    }
}

static void check_view(struct world *world) {
    note_slot(world, &world->pairing.serial, 0);
    note_slot(world, &world->pairing.instance, 1);
    struct sk_view view;
    sk_pairing_view(&world->pairing, world->now, &view);
    bool was_red = world->before.screen == SK_SCREEN_REFUSED;
    if (was_red && !world->is_acknowledged) {
        MUST(view.screen == SK_SCREEN_REFUSED);
        /* It may say more about it: where the device is. */
        world->before.verdict.place = view.verdict.place;
        memcpy(world->before.verdict.where, view.verdict.where, sizeof(view.verdict.where));
        MUST(memcmp(&view.verdict, &world->before.verdict, sizeof(view.verdict)) == 0);
        MUST(view.failures_waiting >= world->before.failures_waiting);
    }
    if (was_red && world->is_acknowledged) {
        MUST(view.failures_waiting >= world->before.failures_waiting - 1);
    }
    if (view.screen == SK_SCREEN_BOUND) {
        MUST(view.has_verdict && view.verdict.kind == SK_VERDICT_BOUND);
        MUST(view.verdict.number >= NUMBERS || world->was_bound[view.verdict.number]);
    }
    MUST(view.countdown >= 0 && view.countdown <= view.countdown_of);
    MUST(view.cue_number >= world->before.cue_number);
    MUST(view.notice < SK_NOTICE_COUNT && is_for_people(view.notice_read));
    MUST(world->pairing.open_count >= 0 && world->pairing.open_count <= SK_PAIRING_PENDING);
    MUST(world->pairing.red_count >= 0 && world->pairing.red_count <= SK_PAIRING_RED);
    sk_ms deadline = sk_pairing_deadline(&world->pairing, world->now);
    MUST(deadline == -1 || deadline > world->now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct sk_label_rules *labels;
    struct sk_pairing_rules rules = { .debounce = 1000,
                                      .debounce_camera = 3000,
                                      .timeout = 15000,
                                      .notice = 4000,
                                      .peek = 1500,
                                      .green = 8000,
                                      .slow = 4000 };
    struct world world = { .bytes = bytes_open(data, size), .now = 100000 };
    if (!labels) {
        MUST(sk_label_rules_create(&labels, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL) == SK_OK);
        MUST(sk_label_rules_badge(labels, "^OP:(.+)$", NULL) == SK_OK);
    }
    world.labels = labels;
    unsigned choice = bytes_below(&world.bytes, 16);
    rules.needs_operator = (choice & 2) != 0;
    rules.may_override = (choice & 4) != 0;
    rules.operator_timeout = (choice & 8) != 0 ? 1000000 : 0;
    sk_pairing_init(&world.pairing, &rules, (choice & 1) != 0, 1);
    while (bytes_left(&world.bytes)) {
        world.is_acknowledged = false;
        switch (bytes_below(&world.bytes, 13)) {
        case 0:
        case 1:
        case 2:
            scan(&world);
            break;
        case 3:
            command(&world);
            break;
        case 4:
            plain(&world, SK_PAIRING_INPUT_SAVED);
            break;
        case 5:
            verdict(&world);
            break;
        case 6:
            pass_time(&world);
            break;
        case 7:
            plain(&world, SK_PAIRING_INPUT_UNDONE);
            break;
        case 9:
            plain(&world, SK_PAIRING_INPUT_CALLED);
            break;
        case 10:
            plain(&world, SK_PAIRING_INPUT_ANSWERED);
            break;
        case 11:
            plain(&world, SK_PAIRING_INPUT_TYPED);
            break;
        case 12:
            unseen(&world);
            break;
        default:
            plain(&world, SK_PAIRING_INPUT_OVERFLOW);
            break;
        }
        check_effects(&world);
        check_view(&world);
    }
    bytes_close(&world.bytes);
    return 0;
}
