/* The grounds of the worker's screens, as people see them who lack one of the three kinds of cones:
 * each is told from each other by its colour, or has another frame. Matrices: Machado, Oliveira,
 * Fernandes 2009, severity 1.0, for linear RGB. */
#include "ui/theme.h"

#include "base/util.h"
#include "check.h"

#include <math.h>

enum frame { NONE, STRIPES, LINE, DASHES };

static const struct {
    const char *means;
    sk_colour ground;
    enum frame frame;
} faces[] = {
    { "bound", SK_GREEN, NONE },      { "refused", SK_RED, NONE },
    { "goes on", SK_AMBER, STRIPES }, { "keep it here", SK_BLACK, STRIPES },
    { "not taken", SK_WHITE, LINE },  { "done, or at rest", SK_NAVY, NONE },
    { "a question", SK_SKY, DASHES },
};

static const struct {
    const char *name;
    double matrix[3][3];
} eyes[] = {
    { "all cones", { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } } },
    { "protanopia",
      { { 0.152286, 1.052583, -0.204868 },
        { 0.114503, 0.786281, 0.099216 },
        { -0.003882, -0.048116, 1.051998 } } },
    { "deuteranopia",
      { { 0.367322, 0.860646, -0.227968 },
        { 0.280085, 0.672501, 0.047413 },
        { -0.011820, 0.042940, 0.968881 } } },
    { "tritanopia",
      { { 1.255528, -0.076749, -0.178779 },
        { -0.078411, 0.930809, 0.147602 },
        { 0.004733, 0.691367, 0.303900 } } },
};

static double linear(unsigned value) {
    double c = value / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double lab_part(double t) {
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

/* CIE L*a*b*, D65. */
static void seen_as(const double eye[3][3], sk_colour colour, double lab[3]) {
    const double rgb[3] = { linear(colour >> 16), linear(colour >> 8 & 255), linear(colour & 255) };
    double seen[3];
    for (int i = 0; i < 3; i++) {
        double sum = eye[i][0] * rgb[0] + eye[i][1] * rgb[1] + eye[i][2] * rgb[2];
        seen[i] = sum < 0 ? 0 : sum > 1 ? 1 : sum;
    }
    double x = lab_part((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505);
    double y = lab_part(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]);
    double z = lab_part((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089);
    lab[0] = 116 * y - 16;
    lab[1] = 500 * (x - y);
    lab[2] = 200 * (y - z);
}

static double distance(const double eye[3][3], sk_colour a, sk_colour b) {
    double p[3], q[3];
    seen_as(eye, a, p);
    seen_as(eye, b, q);
    return sqrt((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]) +
                (p[2] - q[2]) * (p[2] - q[2]));
}

/* 2.3 is just seen side by side; a screen is remembered, and seen from afar. */
#define FAR_APART 20

static void every_face_is_told_from_every_other_by_every_eye(void **state) {
    (void)state;
    for (size_t e = 0; e < SK_ARRAY_LEN(eyes); e++) {
        for (size_t i = 0; i < SK_ARRAY_LEN(faces); i++) {
            for (size_t j = 0; j < i; j++) {
                double apart = distance(eyes[e].matrix, faces[i].ground, faces[j].ground);
                if (apart < FAR_APART && faces[i].frame == faces[j].frame) {
                    fail_msg("%s: '%s' and '%s' are %.1f apart", eyes[e].name, faces[i].means,
                             faces[j].means, apart);
                }
            }
        }
    }
}

static void green_and_red_differ_in_lightness_too(void **state) {
    (void)state;
    for (size_t e = 0; e < SK_ARRAY_LEN(eyes); e++) {
        double green[3], red[3];
        seen_as(eyes[e].matrix, SK_GREEN, green);
        seen_as(eyes[e].matrix, SK_RED, red);
        assert_true(green[0] - red[0] > 30);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(every_face_is_told_from_every_other_by_every_eye),
        SK_TEST(green_and_red_differ_in_lightness_too),
    };
    return cmocka_run_group_tests_name("colours", tests, NULL, NULL);
}
