using Slipway.Data;

namespace Slipway;

public sealed partial class DataChannel
{
    /// <summary>
    /// Splits the rows at random into two channels that share no row and together have all. A row goes by a hash of the seed and its
    /// position, so the
    /// parts are the same in each pass, on each machine.
    /// </summary>
    /// <param name="fraction">Expected share of the first part; above 0, below 1.</param>
    /// <param name="seed">Another seed gives another split.</param>
    /// <param name="stratified">
    /// When true, each class of the label keeps its share exactly: of its n rows, <c>round(fraction * n)</c> go to the first part (halves
    /// up), at
    /// least one to each part if there are two. Takes an extra pass over the data at the first reading (4 to 12 bytes a row, 1 bit a row
    /// afterwards). The label may also be set after this call, by name. Rows without a label are a class of their own.
    /// </param>
    /// <returns>The two parts, named for their usual purpose: <c>var (train, validation) = channel.Split(0.8);</c></returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public (DataChannel Train, DataChannel Validation) Split(double fraction, ulong seed = 0, bool stratified = false)
    {
        if (!(fraction > 0 && fraction < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(fraction), fraction,
                "The fraction of the first part must be above 0 and below 1; 0.8 gives 80% of the rows to the first part.");
        }

        if (stratified)
        {
            var assignment = new StratifiedAssignment(fraction, seed);
            return (
                Transform(new StratifiedSplitTransform(assignment, first: true)),
                Transform(new StratifiedSplitTransform(assignment, first: false)));
        }

        return (Transform(new SplitTransform(fraction, seed, first: true)), Transform(new SplitTransform(fraction, seed, first: false)));
    }

    /// <summary>
    /// Gives the rows in a random order that the seed fixes. If all rows fit the buffer, every order is equally likely; otherwise a buffer
    /// of rows slides
    /// over the data, and a row moves forward by less than the buffer's rows. Trainers shuffle on their own; this is for data
    /// sorted by label, before <see cref="Take"/> or a split by position.
    /// </summary>
    /// <param name="seed">Another seed gives another order.</param>
    /// <param name="bufferRows">Most rows held in memory; at least 2.</param>
    /// <param name="bufferBytes">Most bytes held in memory; default 256 MiB. Filling the buffer takes up to twice that for a
    /// moment.</param>
    /// <exception cref="ArgumentOutOfRangeException">A buffer is too small.</exception>
    public DataChannel Shuffle(ulong seed = 0, int bufferRows = 1_048_576, long bufferBytes = 256L << 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferRows, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferBytes, 1);
        return Transform(new ShuffleTransform(seed, bufferRows, bufferBytes));
    }

    /// <summary>
    /// Gives one of several parts: by row those whose position leaves the remainder <paramref name="index"/>, by object every
    /// <paramref name="count"/>-th object.
    /// </summary>
    /// <param name="index">Zero-based part, below <paramref name="count"/>.</param>
    /// <param name="count">Number of parts; at least 1.</param>
    /// <param name="by">Rows (default) or objects. A part without an object is an error when a pass starts.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    /// <exception cref="InvalidOperationException">By object, and the channel does not read files, or other steps come before.</exception>
    public DataChannel Shard(int index, int count, ShardBy by = ShardBy.Row)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        return by == ShardBy.Object ? ShardByObject(index, count)
            : count == 1 ? this : Transform(new ShardTransform(index, count));
    }

    /// <summary>Gives the first rows, and reads no further than the batch that holds the last of them.</summary>
    /// <param name="rows">Number of rows, at least 1; a channel with fewer gives all.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is below 1.</exception>
    public DataChannel Take(long rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        return Transform(new RangeTransform(0, rows));
    }

    /// <summary>Passes over the first rows.</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is negative.</exception>
    public DataChannel Skip(long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return rows == 0 ? this : Transform(new RangeTransform(rows, long.MaxValue));
    }
}
