"""Writes curves.parquet and its kin, as other software does: `pip install pyarrow; python make_curves.py`."""
import pyarrow as pa
import pyarrow.parquet as pq

# A row per curve: y = a exp(-k t), ragged, with a missing point, an empty curve and one that is no list.
plain = pa.list_(pa.float64())
a, k = [2.0, 3.0, 4.0, 5.0, 6.0], [0.5, 1.0, 0.25, 2.0, 0.125]
t = [[0.0, 1.0, 2.0, 3.0], [0.0, 0.5, 1.0], [], None, [0.0, 1.0, 2.0, 4.0, 8.0]]
e = 2.718281828459045
y = [None if ts is None else [A * e ** (-K * u) for u in ts] for A, K, ts in zip(a, k, t)]
y[0][2] = None
lists = pa.table({
    "well": pa.array(["A1", "A,2", "b \"3\"", "", "é5"]),
    "plate": pa.array([7, 7, -1, 2**53 + 1, 0], pa.int64()),
    "dose": pa.array([0.1, 0.2, 0.3, 0.4, 0.5], pa.float32()),
    "k0": pa.array([1.0, None, 1.0, 1.0, 1.0]),
    "t": pa.array(t, plain),
    "y": pa.array(y, plain),
    "count": pa.array([[1, 2, 3, 4], [5, 6, 7], [], None, [8, 9, 10, 11, 12]], pa.list_(pa.int32())),
    "when": pa.array([0, 1, 2, 3, 4], pa.timestamp("ms")),
})
pq.write_table(lists, "curves.parquet", row_group_size=2)
pq.write_table(lists, "curves-old-lists.parquet", use_compliant_nested_type=False, compression="zstd")

uneven = pa.table({
    "t": pa.array([[0.0, 1.0], [0.0, 1.0]], plain),
    "y": pa.array([[0.0, 1.0], [0.0, 1.0, 2.0]], plain),
})
pq.write_table(uneven, "curves-uneven.parquet")

# A row per point, in row groups that end within curves.
rows = [(w, i, u) for i, w in enumerate(["x", "y", "z"]) for u in range(5 + i)]
long = pa.table({
    "well": pa.array([w for w, _, _ in rows]),
    "id": pa.array([10 - i for _, i, _ in rows], pa.int32()),
    "dose": pa.array([i + 0.5 for _, i, _ in rows], pa.float64()),
    "t": pa.array([float(u) for _, _, u in rows]),
    "y": pa.array([None if (w, u) == ("y", 2) else (i + 1) * e ** (-0.5 * u) for w, i, u in rows]),
})
pq.write_table(long, "curves-long.parquet", row_group_size=4)
