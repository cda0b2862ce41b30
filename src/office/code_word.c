#include "office/code_word.h"

#include "app/model/brief.h"
#include "app/model/sentence.h"
#include "base/language.h"

const char *sk_office_code_word(const char *code) {
    return sk_sentence_has(code) ? sk_text(sk_brief(sk_sentence_find(code, SK_SCREEN_REFUSED).what))
                                 : code;
}
