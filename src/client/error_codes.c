#include "client/sag_client.h"

#include <stdbool.h>
#include <string.h>

/* The documented codes (README.md, "Error codes") and what each says. One decision is ours, the
 * families: "Throttling.*" wants the dot; "Invalid*" and "Missing*" are the vendor's Invalid{Name}
 * and Missing{Name}; the longer ones below them keep sub-codes of a row with the row, e.g. every
 * InvalidSecurityToken.… is for IT and not for the worker. */
#define WORKER SAG_CLASS_REFUSED, SAG_FIX_WORKER, 0
#define SUPERVISOR SAG_CLASS_REFUSED, SAG_FIX_SUPERVISOR, 0
#define OVER_LIMIT SAG_CLASS_REFUSED, SAG_FIX_SUPERVISOR, SAG_TRAIT_MAY_BE_OWN
#define CONFLICT SAG_CLASS_REFUSED, SAG_FIX_SUPERVISOR, SAG_TRAIT_CONFLICT | SAG_TRAIT_MAY_BE_OWN
#define IT SAG_CLASS_REFUSED, SAG_FIX_IT, 0
#define FORBIDDEN SAG_CLASS_REFUSED, SAG_FIX_IT, SAG_TRAIT_FORBIDDEN
#define BUSY SAG_CLASS_BUSY, SAG_FIX_NOBODY, 0
#define THROTTLED SAG_CLASS_BUSY, SAG_FIX_NOBODY, SAG_TRAIT_THROTTLED
#define UNKNOWN SAG_CLASS_UNKNOWN, SAG_FIX_NOBODY, 0

static const struct sag_code codes[] = {
    /* README.md, "Errors of a bind" */
    { "SAG.InstanceIdEmpty", 400, WORKER, "You must specify the SAG instance ID." },
    { "SAG.InstanceNoFound", 400, WORKER, "The specified SAG instance does not exist." },
    { "SmartAccessGatewayInArrears", 500, SUPERVISOR,
      "The specified Smart Access Gateway has expired." },
    { "SAG.SnOverLimit", 400, OVER_LIMIT,
      "The maximum number of serial numbers bound to the SAG instance is exceeded." },
    { SAG_CODE_CONFLICT, 400, CONFLICT,
      "The specified SerialNumber has been bound to another SAG instance." },
    { "ResourceInOperating", 400, BUSY, "The specified resource is being used. Please try later." },
    { "SAG.InvalidSerialNumber", 400, WORKER, "The specified SerialNumber is invalid." },

    /* README.md, "Errors of neighbours" */
    { "MissingParameter", 403, IT, "The input parameter is missing, please check your input." },
    { "InvalidId.SMARTAG", 403, WORKER,
      "The specified smart access gateway instance id is invalid." },
    { "Forbidden", 403, FORBIDDEN, "User not authorized to operate on the specified resource." },
    { "SmartAccessGatewayNotActivated", 500, SUPERVISOR,
      "The specified Smart Access Gateway has not been activated." },
    { "SmartAccessGatewayNotBind", 403, SUPERVISOR, "The instance has not yet been bound." },
    { "SAG.SoftwareNotSupport", 400, SUPERVISOR,
      "The specified SAG Software instance does not support this feature." },
    { "SAG.SoftwareNotSupportFeature", 400, SUPERVISOR,
      "The specified SAG Software instance does not support this feature." },
    { "InnerServiceFailed", 501, UNKNOWN, "Call inner service failed." },

    /* README.md, "Errors of the gateway" */
    { "Throttling", 400, THROTTLED, "Too many calls; try again later." },
    { "Throttling.User", 400, THROTTLED, "Too many calls by this account; try again later." },
    { "Throttling.Api", 400, THROTTLED, "Too many calls to this API; try again later." },
    { "Throttling.*", 400, THROTTLED, "Too many calls; try again later." },
    { "ServiceUnavailable", 503, UNKNOWN, "The service is away." },
    { "ServiceUnavailableTemporary", 503, UNKNOWN, "The service is away for a while." },
    { "InternalError", 500, UNKNOWN, "The server failed." },
    { "InternalFailure", 500, UNKNOWN, "The server failed." },
    { "UnknownError", 500, UNKNOWN, "The server failed." },
    { "InvalidAccessKeyId.NotFound", 404, IT, "The access key id is not known." },
    { "InvalidAccessKeyId.Inactive", 400, IT, "The access key is switched off." },
    { "InvalidAccessKeyId.*", 400, IT, "The access key id is not accepted." },
    { "Forbidden.AccessKeyDisabled", 400, IT, "The access key is switched off." },
    { "SignatureDoesNotMatch", 400, IT, "The signature differs from the server's." },
    { "IncompleteSignature", 400, IT, "Signing material is missing or malformed." },
    { "InvalidSignatureMethod", 400, IT, "The signature method is not accepted." },
    { "InvalidVersion", 400, IT, "The API version is not accepted." },
    { "InvalidAction.NotFound", 404, IT, "The host does not know this action." },
    { "InvalidApi.NotFound", 404, IT, "The host does not know this API." },
    { "InvalidProduct.NotFound", 404, IT, "The host does not know this product." },
    { "SignatureNonceUsed", 400, UNKNOWN, "A request with this nonce was seen before." },
    { "InvalidTimeStamp.Expired", 400, IT,
      "This machine's clock differs from the server's by more than 15 minutes." },
    { "InvalidTimeStamp.Format", 400, IT, "The timestamp is missing or malformed." },
    { "InvalidTimeStamp.*", 400, IT, "The timestamp is not accepted." },
    { "IllegalTimestamp", 400, IT, "The timestamp is missing or malformed." },
    { "Forbidden.RAM", 403, FORBIDDEN, "The RAM user lacks the permission for this action." },
    { "Forbidden.NoPermission", 403, FORBIDDEN,
      "The RAM user lacks the permission for this action." },
    { "Forbidden.*", 403, FORBIDDEN, "The account lacks the permission for this action." },
    { "NoPermission", 403, FORBIDDEN, "The RAM user lacks the permission for this action." },
    { "NoPermission.*", 403, FORBIDDEN, "The RAM user lacks the permission for this action." },
    { "MissingSecurityToken", 400, IT, "The temporary key was sent without its token." },
    { "Missing*", 400, IT, "A parameter is missing." },
    { "InvalidSecurityToken.Expired", 400, IT, "The temporary key has expired." },
    { "InvalidSecurityToken.Malformed", 400, IT, "The token of the temporary key is malformed." },
    { "InvalidSecurityToken.MismatchWithAccessKey", 400, IT,
      "The token does not belong to the access key." },
    { "InvalidSecurityToken.*", 400, IT, "The token of the temporary key is not accepted." },
    { "InvalidProtocol.NeedSsl", 404, IT, "The service wants https." },
    { "InvalidRegionId", 400, IT, "There is no such region for this product." },
    { "InvalidRegionId.NotFound", 400, IT, "There is no such region for this product." },
    { "InvalidRegionId.*", 400, IT, "The region is not accepted." },
    { SAG_CODE_INVALID_PARAMETER, 400, WORKER, "The value of a parameter is not accepted." },
    { "InvalidParameter.*", 400, WORKER, "The value of a parameter is not accepted." },
    { "Invalid*", 400, WORKER, "A value is not accepted." },
};

enum { CODE_COUNT = sizeof(codes) / sizeof(codes[0]) };

const struct sag_code *sag_code_at(size_t index) {
    return index < CODE_COUNT ? &codes[index] : NULL;
}

const struct sag_code *sag_code_find(const char *code) {
    const struct sag_code *best = NULL;
    size_t best_length = 0;
    for (size_t i = 0; code && i < CODE_COUNT; i++) {
        const char *row = codes[i].code;
        size_t length = strlen(row);
        if (strcmp(row, code) == 0) {
            return &codes[i];
        }
        if (row[length - 1] == '*' && strncmp(row, code, length - 1) == 0 && length > best_length) {
            best = &codes[i];
            best_length = length;
        }
    }
    return best;
}

const char *sag_class_name(enum sag_class cls) {
    switch (cls) {
    case SAG_CLASS_OK:
        return "ok";
    case SAG_CLASS_REFUSED:
        return "refused";
    case SAG_CLASS_BUSY:
        return "busy";
    case SAG_CLASS_UNKNOWN:
        return "unknown";
    case SAG_CLASS_NOT_SENT:
        return "not_sent";
    }
    return "?";
}

const char *sag_end_name(enum sag_end end) {
    switch (end) {
    case SAG_END_ANSWER:
        return "answer";
    case SAG_END_RESOLVE:
        return "resolve";
    case SAG_END_CONNECT:
        return "connect";
    case SAG_END_PROXY:
        return "proxy";
    case SAG_END_TLS:
        return "tls";
    case SAG_END_SEND:
        return "send";
    case SAG_END_RECEIVE:
        return "receive";
    case SAG_END_TIMEOUT:
        return "timeout";
    case SAG_END_TOO_LARGE:
        return "too_large";
    case SAG_END_UNREADABLE:
        return "unreadable";
    case SAG_END_REDIRECT:
        return "redirect";
    case SAG_END_UNASKED:
        return "unasked";
    case SAG_END_MISMATCH:
        return "mismatch";
    case SAG_END_DESCRIPTORS:
        return "descriptors";
    case SAG_END_CLOCK:
        return "clock";
    case SAG_END_CANCELLED:
        return "cancelled";
    case SAG_END_CREDENTIALS:
        return "credentials";
    case SAG_END_INTERNAL:
        return "internal";
    }
    return "?";
}
