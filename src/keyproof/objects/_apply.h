/* A delta applied, and what of the text it makes may be new: keyproof.objects.delta, compiled, which is the reference. What
   is not as it should be is not judged here but left to that. Every length and offset is checked before it is used.
   Format: gitformat-pack(5). */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    Py_ssize_t start, end, offset;
} copy_t;

typedef struct {
    copy_t *items;
    Py_ssize_t count, room;
} copies_t;

static int add_copy(copies_t *list, Py_ssize_t start, Py_ssize_t end, Py_ssize_t offset)
{
    if (list->count) {
        copy_t *last = &list->items[list->count - 1];
        if (last->end == start && last->offset + last->end - last->start == offset) {
            last->end = end;
            return 1;
        }
    }
    if (list->count == list->room) {
        Py_ssize_t room = list->room ? 2 * list->room : 32;
        copy_t *items = PyMem_Realloc(list->items, (size_t)room * sizeof(copy_t));
        if (!items)
            return 0;
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = (copy_t){start, end, offset};
    return 1;
}

/* One of the two lengths a delta begins with; -1 where it does not end or is out of all bounds. */
static Py_ssize_t length_at(const unsigned char **at, const unsigned char *end)
{
    unsigned long long value = 0;
    for (int shift = 0; *at < end && shift < 56; shift += 7) {
        unsigned char byte = *(*at)++;
        value |= (unsigned long long)(byte & 127) << shift;
        if (byte < 128)
            return (Py_ssize_t)value;
    }
    return -1;
}

/* What a copy's first byte says of the bytes behind it, where those present are the low ones of offset and length. */
typedef struct {
    uint32_t offset_mask, length_mask;
    unsigned char step, offset_bits, plain;
} layout_t;

static layout_t layouts[128];

static void fill_layouts(void)
{
    for (int code = 0; code < 128; code++) {
        int offsets = 0, lengths = 0;
        while (offsets < 4 && code >> offsets & 1)
            offsets++;
        while (lengths < 3 && code >> (4 + lengths) & 1)
            lengths++;
        int low = ((1 << offsets) - 1) | ((1 << lengths) - 1) << 4;
        layouts[code] = (layout_t){
            (uint32_t)((1ULL << 8 * offsets) - 1), (uint32_t)((1ULL << 8 * lengths) - 1),
            (unsigned char)(offsets + lengths), (unsigned char)(8 * offsets), code == low,
        };
    }
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LITTLE 1
#else
#define LITTLE 0
#endif

#define BLOCK 32

/* Copy *length* bytes, most often few: whole blocks are moved at once where there is *room* on both sides for more. */
static inline void move(char *to, const char *from, Py_ssize_t length, Py_ssize_t room)
{
    if (length <= 4 * BLOCK && room >= 4 * BLOCK) {
        memcpy(to, from, BLOCK);
        if (length > BLOCK) {
            memcpy(to + BLOCK, from + BLOCK, BLOCK);
            if (length > 2 * BLOCK) {
                memcpy(to + 2 * BLOCK, from + 2 * BLOCK, BLOCK);
                memcpy(to + 3 * BLOCK, from + 3 * BLOCK, BLOCK);
            }
        }
    } else {
        /* The pointer keeps compilers from making a slow loop of it for the short lengths of insertions. */
        void *(*volatile plainly)(void *, const void *, size_t) = memcpy;
        plainly(to, from, (size_t)length);
    }
}

static inline Py_ssize_t lesser(Py_ssize_t a, Py_ssize_t b)
{
    return a < b ? a : b;
}

/* Make the text in *out*; 1 where all was as it should be, 0 where it was not, -1 without memory. */
static int made(const char *base, Py_ssize_t base_size, const unsigned char *at, const unsigned char *end, char *out,
                Py_ssize_t size, Py_ssize_t least, copies_t *copies)
{
    Py_ssize_t done = 0;
    while (at < end) {
        unsigned char code = *at++;
        if (code > 127) {
            Py_ssize_t offset = 0, length = 0;
            layout_t layout = layouts[code & 127];
            if (LITTLE && layout.plain && end - at >= 8) {
                uint64_t value;
                memcpy(&value, at, 8);
                offset = (Py_ssize_t)(value & layout.offset_mask);
                length = (Py_ssize_t)(value >> layout.offset_bits & layout.length_mask);
                at += layout.step;
            } else
                for (int bit = 0; bit < 7; bit++)
                    if (code >> bit & 1) {
                        if (at >= end)
                            return 0;
                        if (bit < 4)
                            offset |= (Py_ssize_t)*at++ << 8 * bit;
                        else
                            length |= (Py_ssize_t)*at++ << 8 * (bit - 4);
                    }
            if (!length)
                length = 0x10000;
            if (offset > base_size || length > base_size - offset || length > size - done)
                return 0;
            move(out + done, base + offset, length, lesser(base_size - offset, size - done));
            if (length > least && !add_copy(copies, done, done + length, offset))
                return -1;
            done += length;
        } else if (code) {
            if (code > end - at || code > size - done)
                return 0;
            move(out + done, (const char *)at, code, lesser(end - at, size - done));
            at += code;
            done += code;
        } else
            return 0;
    }
    return done == size;
}

static Py_ssize_t after(const char *text, Py_ssize_t start, Py_ssize_t end, long lines)
{
    Py_ssize_t at = start;
    for (long line = 0; line < lines; line++) {
        const char *found = memchr(text + at, '\n', (size_t)(end - at));
        if (!found)
            return end;
        at = found - text + 1;
    }
    return lines ? at : end;
}

static Py_ssize_t before(const char *text, Py_ssize_t start, Py_ssize_t end, long lines)
{
    Py_ssize_t at = end;
    for (long line = 0; line < lines; line++) {
        Py_ssize_t place = at - 1;
        while (place >= start && text[place] != '\n')
            place--;
        if (place < start)
            return start;
        at = place;
    }
    return lines ? at + 1 : start;
}

static PyObject *numbers_of(const Py_ssize_t *numbers, Py_ssize_t count)
{
    PyObject *out = PyTuple_New(count);
    for (Py_ssize_t row = 0; out && row < count; row++) {
        PyObject *number = PyLong_FromSsize_t(numbers[row]);
        if (!number || PyTuple_SetItem(out, row, number)) {
            Py_DECREF(out);
            return NULL;
        }
    }
    return out;
}

static int add_part(PyObject *parts, Py_ssize_t start, Py_ssize_t end)
{
    PyObject *item = numbers_of((Py_ssize_t[]){start, end}, 2);
    int good = item && PyList_Append(parts, item) == 0;
    Py_XDECREF(item);
    return good;
}

static PyObject *parts_of(const char *text, Py_ssize_t size, Py_ssize_t base_size, const copies_t *copies,
                          Py_ssize_t around, long lines)
{
    PyObject *parts = PyList_New(0);
    Py_ssize_t at = 0;
    if (!parts)
        return NULL;
    for (Py_ssize_t row = 0; row < copies->count; row++) {
        copy_t c = copies->items[row];
        Py_ssize_t begin = 0, stop = c.end;
        if (c.start || c.offset)
            begin = after(text, c.start, around < c.end - c.start ? c.start + around : c.end, lines);
        if (c.end != size || c.offset + c.end - c.start != base_size) {
            Py_ssize_t low = around < c.end - c.start ? c.end - around : c.start;
            stop = before(text, low, c.end, lines);
        }
        if (begin < stop) {
            if (begin > at && !add_part(parts, at, begin))
                goto fail;
            at = stop;
        }
    }
    if (at < size && !add_part(parts, at, size))
        goto fail;
    {
        PyObject *out = PyList_AsTuple(parts);
        Py_DECREF(parts);
        return out;
    }
fail:
    Py_DECREF(parts);
    return NULL;
}
