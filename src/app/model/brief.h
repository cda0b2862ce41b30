/* brief.h — the sentences about an outcome in a few words, for a row of a list. Pure data. */
#ifndef SK_APP_MODEL_BRIEF_H
#define SK_APP_MODEL_BRIEF_H

/* Of what happened (sentence.h), as that is in English. Static msgid of 24 characters at most;
 * where there is none, what itself. Thread: any. */
const char *sk_brief(const char *what);

#endif
