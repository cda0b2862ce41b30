/* Keys in mid-shift: what happens to the credentials file between two binds, and to a temporary
 * key. Each row is a file's new content; the first bind was signed with the key "old". */
#include "fault.h"

#define PROFILE(id) "[default]\ntype=access_key\naccess_key_id=" id "\naccess_key_secret=b\n"

const struct key_fault key_faults[] = {
    { "left alone", PROFILE("old"), KEY_WRITTEN, "old" },
    { "another key, renamed into place", PROFILE("new"), KEY_RENAMED, "new" },
    { "another key, written in place", PROFILE("new"), KEY_WRITTEN, "new" },
    { "another key, of the same length", PROFILE("odl"), KEY_RENAMED, "odl" },
    { "gone", NULL, KEY_WRITTEN, "old" },
    { "empty", "", KEY_WRITTEN, "old" },
    { "half a key", "[default]\ntype=access_key\naccess_key_id=new\n", KEY_WRITTEN, "old" },
    { "cut in a line", "[default]\ntype=access_key\naccess_key_id=new\naccess_key_sec", KEY_WRITTEN,
      "old" },
    { "no section", "access_key_id=new\naccess_key_secret=b\n", KEY_WRITTEN, "old" },
    { "another section only", "[other]\ntype=access_key\naccess_key_id=new\naccess_key_secret=b\n",
      KEY_WRITTEN, "old" },
    { "a kind that nobody knows", "[default]\ntype=magic\naccess_key_id=new\n", KEY_WRITTEN,
      "old" },
    { "binary",
      "\x7f"
      "ELF\x02\x01\x01",
      KEY_WRITTEN, "old" },
    { "a directory", NULL, KEY_DIRECTORY, "old" },
};
const size_t key_fault_count = sizeof(key_faults) / sizeof(key_faults[0]);
