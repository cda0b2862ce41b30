/* A simulated camera: the linker redirects v4l2.c's system calls to the functions here. What is
 * negotiated, which frame is taken, and what happens when a driver lies or goes away. */
#include "check.h"

#include "input/camera/v4l2.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>

enum { FAKE_FD = 4711, BYTES = 1 << 14, BUFFERS = 4 };

struct ready {
    uint32_t index, used, flags;
};

static struct {
    uint32_t formats[4]; /* that it offers, up to the first 0 */
    uint32_t width, height, rate;
    uint32_t granted_format; /* 0: what was asked for */
    uint32_t granted_width;
    uint32_t bytes_per_line;
    unsigned long refused; /* the request that fails, ... */
    int refusal;           /* ... and how */
    bool is_interrupted;   /* the next request is, once */
    struct ready ready[8];
    int ready_count;
    bool queued[BUFFERS];
    uint8_t bytes[BUFFERS][BYTES];
    uint32_t set_rate;
    int opened, mapped;
    bool streams;
} fake;

int __wrap_open(const char *path, int flags, ...);
int __wrap_close(int fd);
int __wrap_ioctl(int fd, unsigned long code, ...);
void *__wrap_mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset);
int __wrap_munmap(void *at, size_t length);
int __real_open(const char *path, int flags, ...);
int __real_close(int fd);
void *__real_mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset);
int __real_munmap(void *at, size_t length);

int __wrap_open(const char *path, int flags, ...) {
    if (strcmp(path, "/dev/fake") != 0) {
        return __real_open(path, flags, 0);
    }
    fake.opened++;
    return FAKE_FD;
}

int __wrap_close(int fd) {
    if (fd != FAKE_FD) {
        return __real_close(fd);
    }
    fake.opened--;
    return 0;
}

void *__wrap_mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    if (fd != FAKE_FD) {
        return __real_mmap(at, length, protection, flags, fd, offset);
    }
    assert_int_equal(length, BYTES);
    fake.mapped++;
    return fake.bytes[offset / BYTES];
}

int __wrap_munmap(void *at, size_t length) {
    uint8_t *byte = at;
    if (byte < fake.bytes[0] || byte > fake.bytes[BUFFERS - 1]) {
        return __real_munmap(at, length);
    }
    fake.mapped--;
    return 0;
}

static int fails(int error) {
    errno = error;
    return -1;
}

static int grant(struct v4l2_format *format) {
    struct v4l2_pix_format *pix = &format->fmt.pix;
    pix->pixelformat = fake.granted_format ? fake.granted_format : pix->pixelformat;
    pix->width = fake.granted_width ? fake.granted_width : pix->width;
    pix->bytesperline = fake.bytes_per_line;
    return 0;
}

static int dequeue(struct v4l2_buffer *buffer) {
    if (fake.ready_count == 0) {
        return fails(EAGAIN);
    }
    buffer->index = fake.ready[0].index;
    buffer->bytesused = fake.ready[0].used;
    buffer->flags = fake.ready[0].flags;
    memmove(fake.ready, fake.ready + 1, sizeof(fake.ready) - sizeof(fake.ready[0]));
    fake.ready_count--;
    if (buffer->index < BUFFERS) {
        assert_true(fake.queued[buffer->index]);
        fake.queued[buffer->index] = false;
    }
    return 0;
}

static int answer(unsigned long code, void *argument) {
    struct v4l2_capability *capability = argument;
    struct v4l2_fmtdesc *description = argument;
    struct v4l2_frmsizeenum *size = argument;
    struct v4l2_frmivalenum *interval = argument;
    struct v4l2_streamparm *parm = argument;
    struct v4l2_requestbuffers *buffers = argument;
    struct v4l2_buffer *buffer = argument;
    switch (code) {
    case VIDIOC_QUERYCAP:
        memset(capability, 0, sizeof(*capability));
        memcpy(capability->card, "Fake", 5);
        capability->capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        return 0;
    case VIDIOC_ENUM_FMT:
        if (description->index >= 4 || !fake.formats[description->index]) {
            return fails(EINVAL);
        }
        description->pixelformat = fake.formats[description->index];
        return 0;
    case VIDIOC_ENUM_FRAMESIZES:
        if (size->index > 0) {
            return fails(EINVAL);
        }
        size->type = V4L2_FRMSIZE_TYPE_DISCRETE;
        size->discrete.width = fake.width;
        size->discrete.height = fake.height;
        return 0;
    case VIDIOC_ENUM_FRAMEINTERVALS:
        if (interval->index > 0 || !fake.rate) {
            return fails(EINVAL);
        }
        interval->type = V4L2_FRMIVAL_TYPE_DISCRETE;
        interval->discrete = (struct v4l2_fract){ 1, fake.rate };
        return 0;
    case VIDIOC_S_FMT:
        return grant(argument);
    case VIDIOC_S_PARM:
        fake.set_rate = parm->parm.capture.timeperframe.denominator;
        return 0;
    case VIDIOC_REQBUFS:
        buffers->count = BUFFERS;
        return 0;
    case VIDIOC_QUERYBUF:
        buffer->length = BYTES;
        buffer->m.offset = buffer->index * BYTES;
        return 0;
    case VIDIOC_QBUF:
        assert_true(buffer->index < BUFFERS && !fake.queued[buffer->index]);
        fake.queued[buffer->index] = true;
        return 0;
    case VIDIOC_DQBUF:
        return dequeue(buffer);
    case VIDIOC_STREAMON:
    case VIDIOC_STREAMOFF:
        fake.streams = code == VIDIOC_STREAMON;
        return 0;
    default:
        return fails(ENOTTY);
    }
}

int __wrap_ioctl(int fd, unsigned long code, ...) {
    va_list arguments;
    assert_int_equal(fd, FAKE_FD);
    if (fake.is_interrupted) {
        fake.is_interrupted = false;
        return fails(EINTR);
    }
    if (code == fake.refused) {
        return fails(fake.refusal);
    }
    va_start(arguments, code);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return answer(code, argument);
}

static struct sk_v4l2 *device;
static struct sk_err_info info;

static int begin(void **state) {
    (void)state;
    memset(&fake, 0, sizeof(fake));
    fake.formats[0] = V4L2_PIX_FMT_GREY;
    fake.width = 64;
    fake.height = 32;
    device = NULL;
    info.text[0] = '\0';
    return 0;
}

/* Whatever happened, nothing of the device is kept. */
static int end(void **state) {
    (void)state;
    sk_v4l2_close(device);
    return fake.opened != 0 || fake.mapped != 0 || fake.streams;
}

static enum sk_err open_fake(void) {
    return sk_v4l2_open(&device, "/dev/fake", 64, 32, &info);
}

static void deliver(uint32_t index, uint32_t used, uint32_t flags) {
    fake.ready[fake.ready_count++] = (struct ready){ index, used, flags };
}

static void the_newest_frame_is_taken_and_the_older_ones_go_back(void **state) {
    (void)state;
    struct sk_frame frame;
    assert_int_equal(open_fake(), SK_OK);
    assert_true(fake.streams);
    assert_int_equal(sk_v4l2_take(device, &frame), SK_ERR_NOT_FOUND);
    deliver(0, 64 * 32, 0);
    deliver(1, 64 * 32, 0);
    deliver(2, 64 * 32, 0);
    assert_int_equal(sk_v4l2_take(device, &frame), SK_OK);
    assert_ptr_equal(frame.bytes, fake.bytes[2]);
    assert_true(fake.queued[0] && fake.queued[1] && !fake.queued[2]);
    assert_int_equal(sk_v4l2_give_back(device), SK_OK);
    assert_true(fake.queued[2]);
    assert_int_equal(sk_v4l2_take(device, &frame), SK_ERR_NOT_FOUND);
}

static void a_frame_that_the_driver_calls_broken_is_passed_over(void **state) {
    (void)state;
    struct sk_frame frame;
    assert_int_equal(open_fake(), SK_OK);
    deliver(0, 64 * 32, V4L2_BUF_FLAG_ERROR);
    assert_int_equal(sk_v4l2_take(device, &frame), SK_ERR_NOT_FOUND);
    assert_true(fake.queued[0]);
}

static void a_frame_longer_than_its_buffer_is_cut(void **state) {
    (void)state;
    struct sk_frame frame;
    assert_int_equal(open_fake(), SK_OK);
    deliver(3, UINT32_MAX, 0);
    assert_int_equal(sk_v4l2_take(device, &frame), SK_OK);
    assert_int_equal(frame.length, BYTES);
}

static void a_buffer_that_there_is_not_ends_the_stream(void **state) {
    (void)state;
    struct sk_frame frame;
    assert_int_equal(open_fake(), SK_OK);
    deliver(BUFFERS, 64 * 32, 0);
    assert_int_equal(sk_v4l2_take(device, &frame), SK_ERR_IO);
}

static void a_camera_that_is_pulled_out_ends_the_stream(void **state) {
    (void)state;
    struct sk_frame frame;
    assert_int_equal(open_fake(), SK_OK);
    fake.refused = VIDIOC_DQBUF;
    fake.refusal = ENODEV;
    assert_int_equal(sk_v4l2_take(device, &frame), SK_ERR_IO);
}

static void a_signal_does_not_disturb(void **state) {
    (void)state;
    fake.is_interrupted = true;
    assert_int_equal(open_fake(), SK_OK);
}

static void a_camera_that_another_program_has_is_busy_and_let_go(void **state) {
    (void)state;
    const unsigned long places[] = { VIDIOC_S_FMT, VIDIOC_REQBUFS, VIDIOC_STREAMON };
    for (size_t i = 0; i < 3; i++) {
        fake.refused = places[i];
        fake.refusal = EBUSY;
        memset(fake.queued, 0, sizeof(fake.queued));
        assert_int_equal(open_fake(), SK_ERR_BUSY);
        assert_null(device);
        assert_non_null(strstr(info.text, "another program"));
        assert_int_equal(fake.opened, 0);
        assert_int_equal(fake.mapped, 0);
    }
}

static void what_the_camera_grants_is_what_counts(void **state) {
    (void)state;
    fake.granted_width = 48;
    assert_int_equal(open_fake(), SK_OK);
    assert_int_equal(sk_v4l2_mode(device)->width, 48);
    assert_string_equal(sk_v4l2_name(device), "Fake");
}

static void a_format_that_is_not_read_here_is_refused_with_the_fix(void **state) {
    (void)state;
    fake.granted_format = V4L2_PIX_FMT_H264; /* offers grey, delivers something else */
    assert_int_equal(open_fake(), SK_ERR_UNSUPPORTED);
    fake.granted_format = 0;
    fake.formats[0] = V4L2_PIX_FMT_H264;
    assert_int_equal(open_fake(), SK_ERR_UNSUPPORTED);
    assert_non_null(strstr(info.text, "use another one"));
}

static void at_most_thirty_pictures_a_second_are_asked_for(void **state) {
    (void)state;
    const uint32_t rates[][2] = { { 120, 30 }, { 25, 25 } };
    for (size_t i = 0; i < 2; i++) {
        fake.rate = rates[i][0];
        memset(fake.queued, 0, sizeof(fake.queued));
        assert_int_equal(open_fake(), SK_OK);
        assert_int_equal(fake.set_rate, rates[i][1]);
        assert_int_equal(sk_v4l2_mode(device)->rate, (int)rates[i][1]);
        sk_v4l2_close(device);
        device = NULL;
    }
}

/* Rows with a gap, in each format, from the driver to the grey picture. */
static void every_raw_format_comes_through_with_its_gaps(void **state) {
    (void)state;
    const struct {
        uint32_t fourcc;
        int row, step; /* bytes */
    } formats[] = { { V4L2_PIX_FMT_GREY, 80, 1 },
                    { V4L2_PIX_FMT_NV12, 72, 1 },
                    { V4L2_PIX_FMT_YUYV, 140, 2 } };
    struct sk_frame_reader *reader = NULL;
    struct sk_grey grey = { 0 };
    assert_int_equal(sk_frame_reader_create(&reader), SK_OK);
    for (size_t i = 0; i < 3; i++) {
        struct sk_frame frame;
        begin(NULL);
        fake.formats[0] = formats[i].fourcc;
        fake.bytes_per_line = (uint32_t)formats[i].row;
        memset(fake.bytes[0], 7, BYTES);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 64; x++) {
                fake.bytes[0][y * formats[i].row + x * formats[i].step] = (uint8_t)(100 + x + y);
            }
        }
        assert_int_equal(open_fake(), SK_OK);
        deliver(0, (uint32_t)formats[i].row * 48, 0);
        assert_int_equal(sk_v4l2_take(device, &frame), SK_OK);
        assert_int_equal(sk_frame_to_grey(reader, &frame, 0, &grey), SK_OK);
        assert_int_equal(grey.width, 64);
        assert_int_equal(grey.height, 32);
        assert_int_equal(grey.pixels[0], 100);
        assert_int_equal(grey.pixels[31 * grey.stride + 63], 100 + 63 + 31);
        sk_v4l2_close(device);
        device = NULL;
    }
    sk_grey_finish(&grey);
    sk_frame_reader_destroy(reader);
}

#define V4L2_TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        V4L2_TEST(the_newest_frame_is_taken_and_the_older_ones_go_back),
        V4L2_TEST(a_frame_that_the_driver_calls_broken_is_passed_over),
        V4L2_TEST(a_frame_longer_than_its_buffer_is_cut),
        V4L2_TEST(a_buffer_that_there_is_not_ends_the_stream),
        V4L2_TEST(a_camera_that_is_pulled_out_ends_the_stream),
        V4L2_TEST(a_signal_does_not_disturb),
        V4L2_TEST(a_camera_that_another_program_has_is_busy_and_let_go),
        V4L2_TEST(what_the_camera_grants_is_what_counts),
        V4L2_TEST(a_format_that_is_not_read_here_is_refused_with_the_fix),
        V4L2_TEST(at_most_thirty_pictures_a_second_are_asked_for),
        V4L2_TEST(every_raw_format_comes_through_with_its_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
