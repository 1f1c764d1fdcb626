"""Writes the Arrow files of this directory from its Parquet files: `pip install pyarrow; python make_arrow.py`."""
import pyarrow as pa
import pyarrow.parquet as pq


def write(table, name, rows, codec=None, stream=False):
    new = pa.ipc.new_stream if stream else pa.ipc.new_file
    with new(name, table.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as out:
        for batch in table.combine_chunks().to_batches(max_chunksize=rows):
            out.write_batch(batch)


def changed(table, name, kind):
    k = table.schema.get_field_index(name)
    return table.set_column(k, name, table.column(name).cast(kind))


everything = pq.read_table("everything.parquet")
more = {
    "s": pa.array([1, None, 3, 4, 5], pa.timestamp("s")),
    "clock": pa.array([0, 1500, 2000, 3000, 86399999], pa.time32("ms")),
    "date64": pa.array([0, 86400000, 172800000, 259200000, 345600000], pa.date64()),
    "gone": pa.nulls(5),
    "coded": pa.array([1.5, None, 2.5, 1.5, 2.5]).dictionary_encode(),
    "broken": pa.StructArray.from_arrays([pa.array([0, 1, 2, 3, 4])], ["x"], mask=pa.array([False, True, False, False, False])),
    "span": pa.array([0, 1, 2, 3, 4], pa.duration("s")),
}
for name, column in more.items():
    everything = everything.append_column(name, column)
write(everything, "everything.arrow", 2)
write(everything, "everything.arrows", 2, "zstd", stream=True)

xy = changed(pq.read_table("none.parquet"), "label", pa.dictionary(pa.int8(), pa.string()))
write(xy, "zstd.feather", 300, "zstd")
write(xy, "lz4.feather", 300, "lz4")
write(xy, "plain.arrows", 300, stream=True)
write(xy.slice(0, 0), "no-rows.arrow", 300)

curves = pq.read_table("curves.parquet")
write(curves, "curves.arrow", 2, "lz4")
large = changed(changed(curves, "t", pa.large_list(pa.float64())), "y", pa.large_list(pa.float32()))
large = changed(changed(large, "well", pa.dictionary(pa.int32(), pa.large_string())), "count", pa.large_list(pa.int64()))
write(large, "curves-large.arrows", 3, "zstd", stream=True)
long = changed(pq.read_table("curves-long.parquet"), "well", pa.dictionary(pa.uint8(), pa.string()))
write(long, "curves-long.arrow", 4)
fixed = pa.table({"y": pa.array([[1.0, 2.0], None, [None, 6.0]], pa.list_(pa.float64(), 2))})
write(fixed, "curves-fixed.arrow", 2)
