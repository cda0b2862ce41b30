/* secrecy.h — what a program that has an access key does first. */
#ifndef SK_APP_CORE_SECRECY_H
#define SK_APP_CORE_SECRECY_H

/* No core dump of this process is written, other processes of the same user may not look into it
 * (nor attach a debugger, nor read its /proc/PID/environ; root may), and the key is moved out of
 * its environment. To be called at the start of main(), before there are threads or children. If
 * the system refuses, that is a warning in the log. */
void sk_secrecy_begin(void);

#endif
