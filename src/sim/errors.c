#include "sim/errors.h"

#include "base/util.h"

#include <string.h>

static const struct sk_sim_error errors[] = {
    /* Listed for BindSerialNumber. */
    { "SAG.InstanceIdEmpty", 400, "You must specify the SAG instance ID." },
    { "SAG.InstanceNoFound", 400, "The specified SAG instance does not exist." },
    { "SmartAccessGatewayInArrears", 500, "The specified Smart Access Gateway has expired." },
    { "SAG.SnOverLimit", 400,
      "The maximum number of serial numbers bound to the SAG instance is exceeded." },
    { "SAG.SnConflict", 400, "The specified SerialNumber has been bound to another SAG instance." },
    { "ResourceInOperating", 400, "The specified resource is being used. Please try later." },
    { "SAG.InvalidSerialNumber", 400, "The specified SerialNumber is invalid." },
    /* Seen on neighbouring operations. */
    { "InvalidId.SMARTAG", 403, "The specified smart access gateway instance id is invalid." },
    { "SmartAccessGatewayNotActivated", 500,
      "The specified Smart Access Gateway has not been activated." },
    { "SmartAccessGatewayNotBind", 403, "The instance has not yet been bound." },
    { "SAG.SoftwareNotSupport", 400,
      "The specified SAG Software instance does not support this feature." },
    { "SAG.SoftwareNotSupportFeature", 400,
      "The specified SAG Software instance does not support this feature." },
    { "InnerServiceFailed", 501, "Call inner service failed." },
    /* The gateway in front of every product. */
    { "Throttling", 400, "Request was denied due to request throttling." },
    { "Throttling.User", 400, "Request was denied due to user flow control." },
    { "Throttling.Api", 400, "Request was denied due to api flow control." },
    { "ServiceUnavailable", 503,
      "The request has failed due to a temporary failure of the server." },
    { "ServiceUnavailableTemporary", 503,
      "The request has failed due to a temporary failure of the server." },
    { "InternalError", 500,
      "The request processing has failed due to some unknown error, exception or failure." },
    { "InternalFailure", 500,
      "The request processing has failed due to some unknown error, exception or failure." },
    { "UnknownError", 500, "The request processing has failed due to some unknown error." },
    { "InvalidAccessKeyId.NotFound", 404, "Specified access key is not found." },
    { "InvalidAccessKeyId.Inactive", 400, "Specified access key is disabled." },
    { "Forbidden.AccessKeyDisabled", 403, "The AccessKey is disabled." },
    { "SignatureDoesNotMatch", 400, "Specified signature is not matched with our calculation." },
    { "IncompleteSignature", 400, "The request signature does not conform to Aliyun standards." },
    { "InvalidSignatureMethod", 400, "Specified signature method is not valid." },
    { "InvalidSignatureVersion", 400, "Specified signature version is not valid." },
    { "InvalidVersion", 400, "Specified parameter Version is not valid." },
    { "InvalidAction.NotFound", 404,
      "Specified api is not found, please check your url and method." },
    { "InvalidApi.NotFound", 404, "Specified api is not found, please check your url and method." },
    { "InvalidProduct.NotFound", 404, "Specified product is not found." },
    { "UnsupportedHTTPMethod", 400, "This http method is not supported." },
    { "SignatureNonceUsed", 400, "Specified signature nonce was used already." },
    { "InvalidTimeStamp.Expired", 400, "Specified time stamp or date value is expired." },
    { "InvalidTimeStamp.Format", 400, "Specified time stamp or date value is not well formatted." },
    { "IllegalTimestamp", 400, "The input parameter Timestamp is illegal." },
    { "Forbidden", 403, "User not authorized to operate on the specified resource." },
    { "Forbidden.RAM", 403,
      "User not authorized to operate on the specified resource, or this API doesn't support "
      "RAM." },
    { "NoPermission", 403, "You are not authorized to perform this operation." },
    { "Forbidden.NoPermission", 403, "You are not authorized to perform this operation." },
    { "MissingParameter", 400, "The input parameter is missing, please check your input." },
    { "MissingRegionId", 400, "RegionId is mandatory for this action." },
    { "MissingSerialNumber", 400, "SerialNumber is mandatory for this action." },
    { "MissingSmartAGId", 400, "SmartAGId is mandatory for this action." },
    { "InvalidParameter", 400, "The specified parameter is not valid." },
    { "InvalidSecurityToken.Expired", 400, "Specified SecurityToken is expired." },
    { "InvalidSecurityToken.Malformed", 400, "Specified SecurityToken is malformed." },
    { "InvalidSecurityToken.MismatchWithAccessKey", 400,
      "Specified SecurityToken mismatch with the AccessKey." },
    { "MissingSecurityToken", 400, "SecurityToken is mandatory for this action." },
    { "InvalidProtocol.NeedSsl", 404, "Your request is denied as lack of ssl protect." },
    { "InvalidRegionId", 400, "The specified RegionId is invalid." },
    { "InvalidRegionId.NotFound", 404, "The specified RegionId does not exist." },
};

const struct sk_sim_error *sk_sim_error_find(const char *code) {
    for (size_t i = 0; i < SK_ARRAY_LEN(errors); i++) {
        if (strcmp(errors[i].code, code) == 0) {
            return &errors[i];
        }
    }
    return NULL;
}
