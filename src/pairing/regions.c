#include "pairing/regions.h"

#include "base/parse.h"
#include "base/util.h"

#include <string.h>
#include <strings.h>

static const char *const regions[] = {
    "cn-hangzhou",
    "cn-shanghai",
    "cn-beijing",
    "cn-shenzhen",
    "cn-qingdao",
    "cn-zhangjiakou",
    "cn-huhehaote",
    "cn-wulanchabu",
    "cn-nanjing",
    "cn-fuzhou",
    "cn-wuhan-lr",
    "cn-heyuan",
    "cn-guangzhou",
    "cn-chengdu",
    "cn-zhengzhou-jva",
    "cn-hongkong",
    "cn-hangzhou-finance",
    "cn-shanghai-finance-1",
    "cn-north-2-gov-1",
    "cn-shenzhen-finance-1",
    "cn-beijing-finance-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ap-south-1",
    "us-east-1",
    "us-west-1",
    "us-southeast-1",
    "na-south-1",
    "eu-central-1",
    "eu-west-1",
    "me-east-1",
    "me-central-1",
};

/* Its length without "-1" at the end. */
static size_t place_of(const char *region) {
    size_t length = strlen(region);
    while (length > 0 && region[length - 1] >= '0' && region[length - 1] <= '9') {
        length--;
    }
    return length > 1 && region[length] && region[length - 1] == '-' ? length - 1 : strlen(region);
}

/* Two words at least, of small letters and digits, joined by single hyphens. */
static bool is_written_as_one(const char *region) {
    static const char word[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    size_t words = 0;
    for (const char *at = region;; at++) {
        size_t length = strspn(at, word);
        at += length;
        words++;
        if (length == 0 || (*at != '-' && *at != '\0')) {
            return false;
        }
        if (*at == '\0') {
            return words > 1 && strlen(region) <= 40;
        }
    }
}

enum sk_region_fit sk_region_fit(const char *region, const char **nearest) {
    char lower[64];
    uint32_t best = UINT32_MAX;
    bool is_new = false;
    size_t length = strlen(region);
    *nearest = NULL;
    for (size_t i = 0; i <= length && i < sizeof(lower); i++) {
        char c = region[i] == '_' || region[i] == ' ' ? '-' : region[i];
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    lower[sizeof(lower) - 1] = '\0';
    for (size_t i = 0; i < SK_ARRAY_LEN(regions); i++) {
        uint32_t distance = sk_parse_distance(lower, regions[i]);
        size_t place = place_of(regions[i]);
        if (strcmp(region, regions[i]) == 0) {
            return SK_REGION_KNOWN;
        }
        is_new = is_new || (place_of(region) == place && strncmp(region, regions[i], place) == 0 &&
                            place < length);
        if (distance < best) {
            best = distance;
            *nearest = regions[i];
        }
    }
    *nearest = best <= 1 + length / 4 ? *nearest : NULL;
    bool is_well_written = is_written_as_one(region);
    return is_new && is_well_written      ? SK_REGION_NEW
           : is_well_written && !*nearest ? SK_REGION_UNKNOWN
                                          : SK_REGION_BROKEN;
}
