using System.Text.Json.Nodes;
using CsCheck;
using Slipway.Features;

namespace Slipway.Tests.Features;

public class RowEncoderTests
{
    private static readonly string[] Words = ["red", "green", "Blue", "ärger", "", "x y z", "長い 文字列", "a-b_c"];

    [Fact]
    public void Rows_GivenAnyTable_AreTheBitsOfTheBatchPath() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, int.MaxValue - 1], Gen.Bool, Gen.Bool).Sample(
            (rows, seed, wide, dense) =>
            {
                var table = new MixedTable(seed, rows);
                var pipeline = FeaturePipeline.Auto.With("text", FeatureStep.HashText(wide ? 12 : 4)).With("log", FeatureStep.Log1p(), FeatureStep.Standardize());
                var fitted = table.Columns.Fit(pipeline, Columns.Cluster with { RequireDense = dense });
                using var matrix = fitted.Matrix;

                // Row by row; every other row sets its values from the last input to the first.
                var single = fitted.Pipeline.CreateRowEncoder();
                for (var r = 0; r < rows; r++)
                {
                    single.NewRow();
                    table.Set(single, fitted.Pipeline, r, r % 2 == 1);
                }

                var batched = fitted.Pipeline.CreateRowEncoder();
                using var batch = table.Columns.Batch(0, rows);
                fitted.Pipeline.Encode(batch, batched);

                Assert.Equal(wide && !dense, matrix.IsSparse);
                var whole = matrix.Chunk(0).Features;
                AssertSame(whole, single.Rows);
                AssertSame(whole, batched.Rows);
            },
            iter: 200);

    [Fact]
    public void Fit_GivenDenseAndSparse_HasTheSameValues()
    {
        var table = new MixedTable(3, 500);
        var pipeline = FeaturePipeline.Auto.With("text", FeatureStep.HashText(10));
        var sparse = table.Columns.Fit(pipeline, Columns.Cluster);
        var dense = table.Columns.Fit(pipeline, Columns.Cluster with { RequireDense = true });

        Assert.Equal((true, false), (sparse.Matrix.IsSparse, dense.Matrix.IsSparse));
        Assert.Equal(RandomRows.Densify(dense.Matrix), RandomRows.Densify(sparse.Matrix));
        sparse.Matrix.Dispose();
        dense.Matrix.Dispose();
    }

    [Fact]
    public void ToJson_GivenAnyPipeline_RoundTripsWithTheSameFeatures() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, int.MaxValue - 1]).Sample(
            (rows, seed) =>
            {
                var table = new MixedTable(seed, rows);
                var fitted = table.Columns.Fit(FeaturePipeline.Auto.With("log", FeatureStep.Buckets(0.1, 0.5)), Columns.Cluster);
                using var matrix = fitted.Matrix;
                var json = fitted.Pipeline.ToJson().ToJsonString();

                var parsed = FittedFeaturePipeline.FromJson(JsonNode.Parse(json)!.AsObject());
                var direct = FittedFeaturePipeline.FromJson(fitted.Pipeline.ToJson());
                using var again = parsed.Transform(table.Columns.Open(), Columns.Cluster, TestContext.Current.CancellationToken);

                Assert.Equal(json, parsed.ToJson().ToJsonString());
                Assert.Equal(json, direct.ToJson().ToJsonString());
                Assert.Equal(matrix.Fingerprint(), again.Fingerprint());
                Assert.Equal(fitted.Pipeline.FeatureNames, parsed.FeatureNames);
                Assert.Equal(fitted.Pipeline.Inputs, parsed.Inputs);
            },
            iter: 50);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SetX_GivenWarmBuffers_AllocatesNothing(bool sparse)
    {
        var table = new MixedTable(1, 50);
        var fitted = table.Columns.Fit(FeaturePipeline.Auto.With("text", FeatureStep.HashText(sparse ? 12 : 4)), Columns.Cluster);
        using var matrix = fitted.Matrix;
        var encoder = fitted.Pipeline.CreateRowEncoder();

        var least = Enumerable.Range(0, 5).Min(_ => Encode());

        Assert.Equal(sparse, matrix.IsSparse);
        Assert.Equal(0, least);

        long Encode()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var r = 0; r < 50; r++)
            {
                encoder.Clear();
                encoder.NewRow();
                table.Set(encoder, fitted.Pipeline, r, false);
                _ = encoder.Rows.Rows;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void SetX_GivenWrongUse_SaysWhat()
    {
        var table = new Columns().Add("n", 1, 2).Add("t", "a", "b").AddVectors("v", [1, 2], [3, 4]);
        var fitted = table.Fit(FeaturePipeline.Auto, Columns.Cluster);
        using var matrix = fitted.Matrix;
        var encoder = fitted.Pipeline.CreateRowEncoder();

        Assert.Contains("NewRow", Assert.Throws<InvalidOperationException>(() => encoder.SetNumber(0, 1)).Message, StringComparison.Ordinal);
        encoder.NewRow();
        Assert.Contains("'n'", Assert.Throws<ArgumentException>(() => encoder.SetNumber(0, double.PositiveInfinity)).Message, StringComparison.Ordinal);
        Assert.Contains("'n'", Assert.Throws<ArgumentException>(() => encoder.SetNumber(0, 1e300)).Message, StringComparison.Ordinal);
        Assert.Contains("'t' takes text, not numbers", Assert.Throws<ArgumentException>(() => encoder.SetNumber(1, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("2 values, not 3", Assert.Throws<ArgumentException>(() => encoder.SetVector(2, [1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => encoder.SetVector(2, [1, float.PositiveInfinity]));
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.SetText(3, "a"));
        using var batch = table.Batch(0, 1);
        var other = FittedFeaturePipeline.FromJson(fitted.Pipeline.ToJson());
        Assert.Throws<ArgumentException>(() => other.Encode(batch, encoder));
    }

    private static void AssertSame(FeatureBlock expected, FeatureBlock actual)
    {
        Assert.Equal(expected.Values.ToArray().Select(BitConverter.SingleToInt32Bits), actual.Values.ToArray().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(expected.Columns.ToArray(), actual.Columns.ToArray());
        Assert.Equal(expected.RowOffsets.ToArray(), actual.RowOffsets.ToArray());
    }

    /// <summary>One column of each kind, with missing values.</summary>
    private sealed class MixedTable
    {
        private readonly double?[] _numbers;
        private readonly double?[] _logs;
        private readonly string?[] _levels;
        private readonly string?[] _texts;
        private readonly float[]?[] _vectors;
        private readonly byte[]?[] _pixels;
        private readonly (int[] Indices, float[] Values)[] _sparse;

        public MixedTable(int seed, int rows)
        {
            var random = new Random(seed);
            T?[] Make<T>(Func<T> value) => [.. Enumerable.Range(0, rows).Select(r => r > 0 && random.Next(5) == 0 ? default : value())];
            _numbers = [.. Enumerable.Range(0, rows).Select(r => r > 0 && random.Next(5) == 0 ? (double?)null : (random.NextDouble() - 0.5) * 1e3)];
            _logs = [.. Enumerable.Range(0, rows).Select(r => r > 0 && random.Next(5) == 0 ? (double?)null : random.NextDouble())];
            _levels = Make(() => Words[random.Next(Words.Length)]);
            _texts = Make(() => string.Join(' ', Enumerable.Range(0, random.Next(9)).Select(_ => Words[random.Next(Words.Length)])));
            _vectors = Make<float[]>(() => [random.NextSingle(), random.Next(3) == 0 ? float.NaN : random.NextSingle(), 5, .. new float[20]]);
            _pixels = Make(() => new[] { (byte)random.Next(256), (byte)random.Next(256) });
            _sparse = [.. Enumerable.Range(0, rows).Select(_ => (new[] { random.Next(3), 3 + random.Next(9) }, new[] { random.NextSingle(), random.NextSingle() }))];
            Columns = new Columns().Add("number", _numbers).Add("log", _logs).Add("level", _levels).Add("text", _texts)
                .AddVectors("vector", _vectors).AddPixels("pixels", _pixels).AddSparse("sparse", _sparse);
        }

        public Columns Columns { get; }

        public void Set(RowEncoder encoder, FittedFeaturePipeline pipeline, int row, bool backwards)
        {
            Span<float> pixels = stackalloc float[2];
            for (var k = 0; k < pipeline.Inputs.Count; k++)
            {
                var i = backwards ? pipeline.Inputs.Count - 1 - k : k;
                switch (pipeline.Inputs[i].Name)
                {
                    case "number": encoder.SetNumber(i, _numbers[row] ?? double.NaN); break;
                    case "log" when _logs[row] is { } value: encoder.SetNumber(i, value); break;
                    case "level" when _levels[row] is { } text: encoder.SetText(i, text); break;
                    case "text" when _texts[row] is { } text: encoder.SetText(i, text); break;
                    case "vector" when _vectors[row] is { } vector: encoder.SetVector(i, vector); break;
                    case "sparse": encoder.SetSparse(i, _sparse[row].Indices, _sparse[row].Values); break;
                    case "pixels" when _pixels[row] is { } bytes:
                        (pixels[0], pixels[1]) = (bytes[0], bytes[1]);
                        encoder.SetVector(i, pixels);
                        break;
                    default: break;
                }
            }
        }
    }
}
