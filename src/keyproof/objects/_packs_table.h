/* The table of a pack, and how it is opened: for _packs.c alone. */

#define NONE UINT32_MAX

typedef struct {
    uint64_t size;
    uint32_t base, root; /* rows; base is NONE where it stands on nothing, root is its own row then */
    uint32_t listed;     /* row of the index */
    uint8_t kind, header;
    uint16_t unused;
} row_t;

typedef struct {
    const row_t *rows;
    const uint64_t *starts; /* one more than rows: the last says where the objects end */
    Py_ssize_t count;
    Py_buffer table_buffer, starts_buffer;
} table_t;

static uint32_t number(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The row whose object begins at *offset*, or -1. */
static Py_ssize_t row_at(const uint64_t *starts, Py_ssize_t count, uint64_t offset)
{
    Py_ssize_t low = 0, high = count;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (starts[middle] < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && starts[low] == offset ? low : -1;
}

static int opened(table_t *table, PyObject *rows, PyObject *starts)
{
    if (PyObject_GetBuffer(rows, &table->table_buffer, PyBUF_SIMPLE))
        return 0;
    if (PyObject_GetBuffer(starts, &table->starts_buffer, PyBUF_SIMPLE)) {
        PyBuffer_Release(&table->table_buffer);
        return 0;
    }
    table->rows = table->table_buffer.buf;
    table->starts = table->starts_buffer.buf;
    table->count = table->table_buffer.len / (Py_ssize_t)sizeof(row_t);
    if (table->starts_buffer.len == (table->count + 1) * 8)
        return 1;
    PyErr_SetString(PyExc_ValueError, "a table and its pack do not agree");
    PyBuffer_Release(&table->table_buffer);
    PyBuffer_Release(&table->starts_buffer);
    return 0;
}

static void close_table(table_t *table)
{
    PyBuffer_Release(&table->table_buffer);
    PyBuffer_Release(&table->starts_buffer);
}
