/* make_scenes DIR SET FIRST COUNT: writes pictures of scene.h as PGM into DIR, and a manifest of
 * them to standard output. */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: make_scenes DIR SET FIRST COUNT\n");
        return 2;
    }
    enum scene_set set = (enum scene_set)atoi(argv[2]);
    unsigned first = (unsigned)atoi(argv[3]);
    unsigned count = (unsigned)atoi(argv[4]);
    printf("file\tsymbology\ttext\ttags\tsource\talso\n");
    for (unsigned number = first; number < first + count; number++) {
        struct scene scene;
        char name[64];
        char path[4096];
        scene_make(set, number, &scene);
        snprintf(name, sizeof(name), "scene%d_%04u_%s.pgm", (int)set, number, scene.kind);
        snprintf(path, sizeof(path), "%s/%s", argv[1], name);
        FILE *file = fopen(path, "wb");
        if (!file) {
            perror(path);
            return 1;
        }
        fprintf(file, "P5 %d %d 255\n", scene.grey.width, scene.grey.height);
        fwrite(scene.grey.pixels, 1, (size_t)scene.grey.width * (size_t)scene.grey.height, file);
        if (fclose(file)) {
            perror(path);
            return 1;
        }
        printf("%s\t%s\t%s\tscene,%s\tscene.h\t\n", name, scene.text[0] ? "datamatrix" : "none",
               scene.text, scene.kind);
        sk_grey_finish(&scene.grey);
    }
    return 0;
}
