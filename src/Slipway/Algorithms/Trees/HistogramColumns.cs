using Slipway.Kernels;

namespace Slipway;

/// <summary>Adds rows to the histograms of some columns, four at a time, on several threads when that pays.</summary>
internal static unsafe class HistogramColumns
{
    /// <summary>Additions below which starting threads costs more than it saves.</summary>
    private const long SerialWork = 100_000;

    private const int Together = 4;

    /// <param name="bins">Columns.</param>
    /// <param name="columns">Which of them.</param>
    /// <param name="rows">Row indices; ignored when <paramref name="allRows"/>.</param>
    /// <param name="allRows">Rows 0 to <paramref name="rows"/>.Length - 1 are meant.</param>
    /// <param name="values">What rows add.</param>
    /// <param name="histogram">Sums of all columns; those of <paramref name="columns"/> are zero.</param>
    /// <param name="maxThreads">Threads.</param>
    public static void Add(
        BinnedFeatures bins, ReadOnlySpan<int> columns, ReadOnlySpan<int> rows, bool allRows, RowValues values, Span<long> histogram, int maxThreads)
    {
        // SAFETY: rows, codes and classes were made by this library's own binning; each code is below its column's count.
        fixed (int* columnList = columns, rowList = rows, classes = values.Classes)
        fixed (long* packed = values.Packed, sums = histogram)
        {
            var parts = (columns.Length + Together - 1) / Together;
            var threads = (long)rows.Length * columns.Length < SerialWork ? 1 : maxThreads;
            ParallelFor.Run(parts, threads, new Body(
                bins, columnList, columns.Length, allRows ? null : rowList, rows.Length, packed, classes, values.Channels, values.IsRegression, sums));
        }
    }

    private readonly struct Body(
        BinnedFeatures bins, int* columns, int columnCount, int* rows, int rowCount, long* packed, int* classes, int channels, bool isRegression, long* sums)
        : IParallelBody
    {
        public void Invoke(int part)
        {
            var first = part * Together;
            if (first + Together <= columnCount && !isRegression)
            {
                fixed (byte* a = Codes(first), b = Codes(first + 1), c = Codes(first + 2), d = Codes(first + 3))
                {
                    HistogramBuild.AddClasses(
                        a, b, c, d, rows, rowCount, packed, classes, channels, Sums(first), Sums(first + 1), Sums(first + 2), Sums(first + 3));
                }

                return;
            }

            for (var i = first; i < Math.Min(first + Together, columnCount); i++)
            {
                fixed (byte* codes = Codes(i))
                {
                    if (isRegression)
                    {
                        HistogramBuild.AddPairs(codes, rows, rowCount, packed, Sums(i));
                    }
                    else
                    {
                        HistogramBuild.AddClasses(codes, rows, rowCount, packed, classes, channels, Sums(i));
                    }
                }
            }
        }

        private byte[] Codes(int i) => bins.Columns[columns[i]];

        private long* Sums(int i) => sums + ((long)bins.Offsets[columns[i]] * channels);
    }
}
