#include "sim/certificate.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool add_extension(X509 *certificate, X509 *issuer, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool ok = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return ok;
}

static bool set_serial(X509 *certificate) {
    unsigned char bytes[8];
    uint64_t serial = 0;
    if (RAND_bytes(bytes, sizeof(bytes)) != 1) {
        return false;
    }
    memcpy(&serial, bytes, sizeof(serial));
    return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1;
}

/* The fields that the two certificates share. Long validity: a test may set its clock to any
 * day, and the keys die with the process. */
static bool fill(X509 *certificate, EVP_PKEY *key, const char *name, const char *not_after) {
    X509_NAME *subject = X509_get_subject_name(certificate);
    return X509_set_version(certificate, 2) == 1 && set_serial(certificate) &&
           ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20200101000000Z") == 1 &&
           ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), not_after) == 1 &&
           X509_set_pubkey(certificate, key) == 1 &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1,
                                      -1, 0) == 1;
}

static bool make_ca(X509 *ca, EVP_PKEY *key) {
    return fill(ca, key, "sag-sim test authority", "20491231235959Z") &&
           X509_set_issuer_name(ca, X509_get_subject_name(ca)) == 1 &&
           add_extension(ca, ca, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
           add_extension(ca, ca, NID_key_usage, "critical,keyCertSign,cRLSign") &&
           add_extension(ca, ca, NID_subject_key_identifier, "hash") &&
           X509_sign(ca, key, EVP_sha256()) > 0;
}

static bool make_server(X509 *server, EVP_PKEY *server_key, X509 *ca, EVP_PKEY *ca_key,
                        enum sk_sim_certificate_kind kind, const char *extra_ip) {
    char names[256] = "DNS:other.invalid";
    if (kind != SK_SIM_CERTIFICATE_WRONG_NAME) {
        snprintf(names, sizeof(names), "DNS:localhost,IP:127.0.0.1,IP:::1%s%s",
                 extra_ip ? ",IP:" : "", extra_ip ? extra_ip : "");
    }
    const char *not_after =
        kind == SK_SIM_CERTIFICATE_EXPIRED ? "20200102000000Z" : "20491231235959Z";
    return fill(server, server_key, "sag-sim", not_after) &&
           X509_set_issuer_name(server, X509_get_subject_name(ca)) == 1 &&
           add_extension(server, ca, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(server, ca, NID_key_usage, "critical,digitalSignature") &&
           add_extension(server, ca, NID_ext_key_usage, "serverAuth") &&
           add_extension(server, ca, NID_subject_key_identifier, "hash") &&
           add_extension(server, ca, NID_authority_key_identifier, "keyid:always") &&
           add_extension(server, ca, NID_subject_alt_name, names) &&
           X509_sign(server, ca_key, EVP_sha256()) > 0;
}

/* The text of a memory BIO as a string; NULL if there is none. */
static char *text_of(BIO *bio) {
    char *data;
    long length = BIO_get_mem_data(bio, &data);
    return length > 0 ? strndup(data, (size_t)length) : NULL;
}

static char *certificate_pem(X509 *certificate) {
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = bio && PEM_write_bio_X509(bio, certificate) == 1 ? text_of(bio) : NULL;
    BIO_free(bio);
    return text;
}

static char *key_pem(EVP_PKEY *key) {
    BIO *bio = BIO_new(BIO_s_secmem());
    char *text = bio && PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1
                     ? text_of(bio)
                     : NULL;
    BIO_free(bio);
    return text;
}

enum sk_err sk_sim_certificate_make(struct sk_sim_certificate *out,
                                    enum sk_sim_certificate_kind kind, const char *extra_ip,
                                    struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    struct sk_sim_certificate made = { 0 };
    EVP_PKEY *ca_key = EVP_EC_gen("P-256");
    EVP_PKEY *server_key = EVP_EC_gen("P-256");
    X509 *ca = X509_new();
    X509 *server = X509_new();
    if (ca_key && server_key && ca && server && make_ca(ca, ca_key) &&
        make_server(server, server_key, ca, ca_key, kind, extra_ip)) {
        made.ca = certificate_pem(ca);
        made.certificate = certificate_pem(server);
        made.key = key_pem(server_key);
    }
    if (made.ca && made.certificate && made.key) {
        *out = made;
    } else {
        const char *reason = ERR_reason_error_string(ERR_peek_last_error());
        err = sk_fail(info, SK_ERR_NOMEM, "cannot make a certificate: %s",
                      reason ? reason : "out of memory");
        sk_sim_certificate_finish(&made);
    }
    X509_free(server);
    X509_free(ca);
    EVP_PKEY_free(server_key);
    EVP_PKEY_free(ca_key);
    return err;
}

void sk_sim_certificate_finish(struct sk_sim_certificate *certificate) {
    free(certificate->ca);
    free(certificate->certificate);
    if (certificate->key) {
        OPENSSL_cleanse(certificate->key, strlen(certificate->key));
        free(certificate->key);
    }
    *certificate = (struct sk_sim_certificate){ 0 };
}
