/* doctor_fonts.c — is there a font with the glyphs of each language of the screen? */
#include "cli/doctor/doctor.h"

#include "base/util.h"

#include <fontconfig/fontconfig.h>
#include <string.h>

static const char install[] = "sudo apt-get install fonts-noto-cjk";

/* Of each language characters that only its fonts have, and by which fontconfig knows it. */
struct proof {
    const char *language;
    const char *fontconfig;
    const char *glyphs; /* UTF-8 */
};

static const struct proof proofs[] = {
    { "en", "en", "Aa…’" }, { "zh_CN", "zh-cn", "绑码，。" }, { "de", "de", "äÖß„" },
    { "es", "es", "ñ¿Á" },  { "ja", "ja", "読ラベル、" },
};

static FcPattern *match(FcConfig *config, const struct proof *proof) {
    FcPattern *found = NULL;
    FcPattern *pattern = FcPatternCreate();
    FcResult result = FcResultNoMatch;
    if (!pattern) {
        return NULL;
    }
    (void)FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)"sans-serif");
    (void)FcPatternAddBool(pattern, FC_SCALABLE, FcTrue);
    (void)FcPatternAddString(pattern, FC_LANG, (const FcChar8 *)proof->fontconfig);
    if (FcConfigSubstitute(config, pattern, FcMatchPattern)) {
        FcDefaultSubstitute(pattern);
        found = FcFontMatch(config, pattern, &result);
    }
    FcPatternDestroy(pattern);
    return found;
}

/* The first glyph that the font lacks; 0: it has all. */
static uint32_t missing_glyph(FcPattern *font, const struct proof *proof) {
    FcCharSet *characters = NULL;
    const char *at = proof->glyphs;
    if (FcPatternGetCharSet(font, FC_CHARSET, 0, &characters) != FcResultMatch) {
        return '?';
    }
    while (*at) {
        FcChar32 code = 0;
        int length = FcUtf8ToUcs4((const FcChar8 *)at, &code, (int)strlen(at));
        if (length <= 0 || !FcCharSetHasChar(characters, code)) {
            return code;
        }
        at += length;
    }
    return 0;
}

static void tell_language(const struct sk_doctor *doctor, FcConfig *config,
                          const struct proof *proof) {
    FcPattern *found = match(config, proof);
    FcChar8 *family = NULL;
    uint32_t missing = found ? missing_glyph(found, proof) : 0;
    if (!found || FcPatternGetString(found, FC_FAMILY, 0, &family) != FcResultMatch) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "fonts", install, "%s: there is no font",
                      proof->language);
    } else if (missing != 0) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "fonts", install,
                      "%s: the nearest font, '%s', lacks U+%04X", proof->language,
                      (const char *)family, (unsigned)missing);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "fonts", NULL, "%s: %s", proof->language,
                      (const char *)family);
    }
    if (found) {
        FcPatternDestroy(found);
    }
}

void sk_doctor_fonts(const struct sk_doctor *doctor) {
    FcConfig *config = FcInitLoadConfigAndFonts();
    if (!config) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "fonts",
                      "sudo apt-get install --reinstall fontconfig",
                      "fontconfig cannot read its configuration");
        return;
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(proofs); i++) {
        tell_language(doctor, config, &proofs[i]);
    }
    FcConfigDestroy(config);
}
