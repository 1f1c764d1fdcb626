"""Writes the Parquet files of this directory, as other software does: `pip install pyarrow; python make.py`."""
import datetime
import decimal

import pyarrow as pa
import pyarrow.parquet as pq

n = 5
D = decimal.Decimal
UTC = datetime.timezone.utc
when = [datetime.datetime(2020, 1, 1, 0, 0, s, 250000) for s in range(n)]
everything = pa.table({
    "i8": pa.array([-128, 0, 1, 2, 127], pa.int8()),
    "i16": pa.array([-32768, 0, 1, 2, 32767], pa.int16()),
    "i32": pa.array([-(2**31), 0, 1, 2, 2**31 - 1], pa.int32()),
    "i64": pa.array([-(2**53), 0, 1, 2, 2**53], pa.int64()),
    "u8": pa.array([0, 1, 2, 3, 255], pa.uint8()),
    "u16": pa.array([0, 1, 2, 3, 65535], pa.uint16()),
    "u32": pa.array([0, 1, 2, 3, 2**32 - 1], pa.uint32()),
    "u64": pa.array([0, 1, 2, 3, 2**64 - 1], pa.uint64()),
    "f16": pa.array([0.5, 1, -2, 65504, 2**-24], pa.float16()),
    "f32": pa.array([0.5, 1, -2, 0.1, 3e38], pa.float32()),
    "f64": pa.array([0.1, 1, -2, 5e-324, 1.7976931348623157e308], pa.float64()),
    "bool": pa.array([True, False, True, False, True]),
    "gaps": pa.array([1.5, None, float("nan"), float("inf"), 4.5], pa.float64()),
    "d9": pa.array([D("1.23"), D("-4.56"), D("0.00"), D("9999999.99"), D("0.01")], pa.decimal128(9, 2)),
    "d18": pa.array([D("1.2345"), D("-4.5"), D("0"), D("12345678901234.5678"), D("0.0001")], pa.decimal128(18, 4)),
    "d38": pa.array([D("1.5"), D("-4.5"), D("0"), D("1234567890123456789012345678.9"), D("0.1")], pa.decimal128(38, 10)),
    "ms": pa.array(when, pa.timestamp("ms")),
    "us": pa.array(when, pa.timestamp("us", tz="UTC")),
    "ns": pa.array(when, pa.timestamp("ns")),
    "date": pa.array([datetime.date(1970, 1, d) for d in range(1, n + 1)], pa.date32()),
    "text": pa.array(list("abcde")),
    "blob": pa.array([b"x"] * n, pa.binary()),
    "list": pa.array([[1.0], [], [2.0, 3.0], None, [4.0]], pa.list_(pa.float64())),
    "point": pa.array([{"x": float(i), "y": None} for i in range(n)], pa.struct([("x", pa.float64()), ("y", pa.float64())])),
})
pq.write_table(everything, "everything.parquet", compression="snappy", row_group_size=2)
pq.write_table(everything.select(["ns"]), "int96.parquet", use_deprecated_int96_timestamps=True)
xy = pa.table({
    "x": pa.array([i / 8 for i in range(1000)]),
    "k": pa.array(range(1000), pa.int32()),
    "label": pa.array(["a", "b"] * 500),
    "y": pa.array([None if i % 100 == 99 else i * i for i in range(1000)], pa.int64()),
})
for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
    pq.write_table(xy, f"{codec}.parquet", compression=codec, row_group_size=300, use_dictionary=["label"])
pq.write_table(
    xy, "encodings.parquet", compression="zstd", data_page_version="2.0", use_dictionary=False, data_page_size=500,
    column_encoding={"x": "BYTE_STREAM_SPLIT", "k": "DELTA_BINARY_PACKED", "y": "DELTA_BINARY_PACKED", "label": "DELTA_BYTE_ARRAY"},
)
pq.write_table(xy.slice(0, 0), "no-rows.parquet")
wide = pa.table({"x": pa.array([D("1.5"), D("2.5")], pa.decimal256(60, 6)), "y": [1.0, 2.0]})
pq.write_table(wide, "wide-decimals.parquet")
