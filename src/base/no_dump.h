/* no_dump.h — what a process with secrets does first. */
#ifndef SK_BASE_NO_DUMP_H
#define SK_BASE_NO_DUMP_H

/* No core dump of this process is written, and other processes of the same user may not look into
 * it (nor attach a debugger; root may). To be called before there are threads. If the system
 * refuses, that is a warning in the log. */
void sk_no_dump(void);

#endif
