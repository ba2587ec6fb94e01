namespace Slipway.Data;

/// <summary>
/// Which rows of a channel go to the first part of a stratified split. Found in one pass over the labels when the first part is first
/// opened, then
/// kept at one bit a row. Thread-safe. The pass needs 4 bytes a row, and 12 while it ends.
/// </summary>
/// <param name="fraction">Share of the first part, between 0 and 1.</param>
/// <param name="seed">Seed of the choice.</param>
internal sealed class StratifiedAssignment(double fraction, ulong seed)
{
    private readonly Lock _lock = new();
    private readonly RowHash _hash = new(seed, RowHash.Split);
    private RowBits? _first;

    /// <summary>The call, for messages.</summary>
    public string Operation => FormattableString.Invariant($"Split({fraction}, seed {seed}, stratified)");

    /// <summary>For each row, whether it is in the first part.</summary>
    /// <param name="input">The rows at this point of the channel; read through <see cref="TransformInput.Reopen"/>.</param>
    /// <exception cref="DataFormatException">There is no label, or it is not a class.</exception>
    public RowBits Assign(TransformInput input)
    {
        lock (_lock)
        {
            return _first ??= Assign(ReadClasses(input));
        }
    }

    private static (List<int> Classes, int Count) ReadClasses(TransformInput input)
    {
        var label = input.Roles.Label ?? throw new DataFormatException(
            "a stratified Split needs a label and the channel has none here", input.Description,
            remedy: $"Call WithLabel before reading, or Split without stratified. Here {ColumnNames.List(input.Roles.Columns)}.");
        using var reader = input.Reopen();
        var column = ColumnNames.Find(reader.Schema, label);
        var classes = new List<int>();
        var indexer = new ClassIndexer(input.Description, label);
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                indexer.Append(batch.Column(column), classes);
            }
        }

        return (classes, indexer.Count);
    }

    // The k rows with the smallest hashes of each class go first: hashes do not tie, so the parts are exact.
    private RowBits Assign((List<int> Classes, int Count) labels)
    {
        var (classes, count) = labels;
        var starts = new int[count + 1];
        foreach (var c in classes)
        {
            starts[c + 1]++;
        }

        for (var c = 0; c < count; c++)
        {
            starts[c + 1] += starts[c];
        }

        var hashes = new ulong[classes.Count];
        var next = starts.AsSpan(0, count).ToArray();
        for (var row = 0; row < classes.Count; row++)
        {
            hashes[next[classes[row]]++] = _hash.Of(row);
        }

        var largest = new ulong?[count];
        for (var c = 0; c < count; c++)
        {
            var ofClass = hashes.AsSpan(starts[c]..starts[c + 1]);
            ofClass.Sort();
            var k = FirstPart(ofClass);
            largest[c] = k == 0 ? null : ofClass[k - 1];
        }

        var first = new RowBits(classes.Count);
        for (var row = 0; row < classes.Count; row++)
        {
            first[row] = _hash.Of(row) <= largest[classes[row]];
        }

        return first;
    }

    // A class of one row goes where a plain split would put it; larger classes have a row on each side.
    private int FirstPart(ReadOnlySpan<ulong> hashes) => hashes.Length == 1
        ? hashes[0] < (ulong)(fraction * 18446744073709551616.0) ? 1 : 0
        : Math.Clamp((int)Math.Round(fraction * hashes.Length, MidpointRounding.AwayFromZero), 1, hashes.Length - 1);
}
