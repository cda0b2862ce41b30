/* Answers to questions: one that may be about something else proves nothing. */
#include "fault.h"

#define OK SAG_CLASS_OK, SAG_END_ANSWER
#define NO_ANSWER SAG_CLASS_UNKNOWN, SAG_END_UNREADABLE
#define OTHER SAG_CLASS_UNKNOWN, SAG_END_MISMATCH
#define ONE(members)                                                                               \
    ANSWER("200 OK", "{\"RequestId\":\"r\"," members "}"), .question = FAULT_ATTRIBUTE
#define LIST(counts, rows)                                                                         \
    ANSWER("200 OK", "{\"RequestId\":\"r\"," counts                                                \
                     ",\"SmartAccessGateways\":{\"SmartAccessGateway\":[" rows "]}}"),             \
        .question = FAULT_LIST
#define ROW(id, sn) "{\"SmartAGId\":\"" id "\",\"SerialNumber\":\"" sn "\"}"

static const struct fault rows[] = {
    { "the asked instance", OK, ONE("\"SmartAGId\":\"" FAULT_ID "\",\"SerialNumber\":\"a,b\"") },
    { "another instance", OTHER, ONE("\"SmartAGId\":\"sag-2\",\"SerialNumber\":\"" FAULT_SN "\"") },
    { "the instance in capitals", OK, ONE("\"SmartAGId\":\"SAG-R79M060R6OY55A1B2C3\"") },
    { "a longer instance", OTHER, ONE("\"SmartAGId\":\"" FAULT_ID "x\"") },
    { "no instance", NO_ANSWER, ONE("\"SerialNumber\":\"" FAULT_SN "\"") },
    { "an empty instance", NO_ANSWER, ONE("\"SmartAGId\":\"\"") },
    { "an instance that is a number", NO_ANSWER, ONE("\"SmartAGId\":5") },
    { "serial numbers as a list", NO_ANSWER,
      ONE("\"SmartAGId\":\"" FAULT_ID "\",\"SerialNumber\":[\"a\"]") },
    { "an end in the past of a negative number", NO_ANSWER,
      ONE("\"SmartAGId\":\"" FAULT_ID "\",\"EndTime\":-1") },
    { "a list for one", OTHER,
      ANSWER("200 OK", "{\"RequestId\":\"r\",\"TotalCount\":0,\"SmartAccessGateways\":{}}"),
      .question = FAULT_ATTRIBUTE },
    { "another region", OTHER, ONE("\"SmartAGId\":\"" FAULT_ID "\",\"RegionId\":\"cn-shanghai\"") },
    { "a bind's answer", NO_ANSWER, ANSWER("200 OK", FAULT_OK_BODY), .question = FAULT_ATTRIBUTE },
    { "an empty list", OK, LIST("\"TotalCount\":0", "") },
    { "one that holds it", OK, LIST("\"TotalCount\":1", ROW("sag-2", FAULT_SN)) },
    { "another device", OTHER, LIST("\"TotalCount\":1", ROW("sag-2", "sage62x999")) },
    { "another device beside it", OTHER,
      LIST("\"TotalCount\":2", ROW("sag-2", FAULT_SN) "," ROW("sag-3", "sage62x999")) },
    { "an instance without devices", OTHER, LIST("\"TotalCount\":1", ROW("sag-2", "")) },
    { "another page", OTHER, LIST("\"TotalCount\":60,\"PageNumber\":2", ROW("sag-2", FAULT_SN)) },
    { "another page size", OTHER,
      LIST("\"TotalCount\":1,\"PageSize\":10", ROW("sag-2", FAULT_SN)) },
    { "more rows than the total", OTHER, LIST("\"TotalCount\":0", ROW("sag-2", FAULT_SN)) },
    { "a negative total", NO_ANSWER, LIST("\"TotalCount\":-1", "") },
    { "no total", NO_ANSWER, LIST("\"PageNumber\":1", "") },
    { "no list", NO_ANSWER, ANSWER("200 OK", "{\"RequestId\":\"r\",\"TotalCount\":0}"),
      .question = FAULT_LIST },
    { "a row without an id", NO_ANSWER,
      LIST("\"TotalCount\":1", "{\"SerialNumber\":\"" FAULT_SN "\"}") },
    { "one for a list", OTHER,
      ANSWER("200 OK",
             "{\"RequestId\":\"r\",\"SmartAGId\":\"sag-2\",\"SerialNumber\":\"" FAULT_SN "\"}"),
      .question = FAULT_LIST },
    { "a question without an answer", SAG_CLASS_UNKNOWN, SAG_END_RECEIVE, .then = RAW_CLOSE,
      .copies = 1, .question = FAULT_ATTRIBUTE },
};

const struct fault_table fault_lookups = { "lookups", rows, sizeof(rows) / sizeof(rows[0]) };
