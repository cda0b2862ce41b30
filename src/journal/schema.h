/* schema.h — the tables of the journal. Private to this folder. */
#ifndef SK_JOURNAL_SCHEMA_H
#define SK_JOURNAL_SCHEMA_H

/* PRAGMA user_version of a journal that this program writes. */
#define SK_SCHEMA_VERSION 6
/* PRAGMA application_id: "SAGK". Tells a journal from any other SQLite file. */
#define SK_SCHEMA_APPLICATION 0x5341474B

/* Creates version 4 in an empty database; run inside a transaction, and sk_schema_5_sql() and
 * sk_schema_6_sql() behind it. Static. */
const char *sk_schema_sql(void);
/* Only the two indexes of texts (part of the above). They can be rebuilt at any time. */
const char *sk_schema_text_sql(void);
/* What makes a journal of version 2 one of version 3, within a transaction. Static. */
const char *sk_schema_3_sql(void);
/* The same from version 3 to version 4. */
const char *sk_schema_4_sql(void);
/* The same from version 4 to version 5. */
const char *sk_schema_5_sql(void);
/* … and behind it: fills the new columns of pairs from the events that they began with. Static. */
const char *sk_schema_fill_5_sql(void);
/* What makes a journal of version 5 one of version 6; a program of version 5 may still open it. */
const char *sk_schema_6_sql(void);

#endif
