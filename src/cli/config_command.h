/* config_command.h — the commands under `sag-kioskctl config` that have files of their own. */
#ifndef SK_CLI_CONFIG_COMMAND_H
#define SK_CLI_CONFIG_COMMAND_H

/* Each gets its own arguments, argv[0] being its name, and returns the exit status. */
int sk_cmd_config_set(int argc, char **argv);
int sk_cmd_config_unset(int argc, char **argv);
int sk_cmd_config_export(int argc, char **argv);
int sk_cmd_config_import(int argc, char **argv);
int sk_cmd_config_diff(int argc, char **argv);
int sk_cmd_config_key(int argc, char **argv);

#endif
