using System.Runtime.CompilerServices;
using Apache.Arrow;
using Slipway.Data;

namespace Slipway;

public sealed partial class DataChannel
{
    /// <summary>Starts a pass over the rows.</summary>
    /// <param name="services">Where object stores come from; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <exception cref="DataFormatException">
    /// The source is missing, empty or not what it claims to be, or a column that has a role is absent.
    /// </exception>
    public ChannelReader Open(SlipwayServices? services = null) => OpenUntil(services, CancellationToken.None);

    /// <summary>Starts a pass whose waiting can be ended; for those that read on a thread of their own.</summary>
    /// <param name="services">Where object stores come from; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="stop">Ends waiting, now and in the pass, for rows that are not there yet.</param>
    /// <exception cref="OperationCanceledException">It was to stop while it waited.</exception>
    internal ChannelReader OpenUntil(SlipwayServices? services, CancellationToken stop) =>
        OpenPass(services ?? SlipwayServices.Default, new SourcePass(InputMode) { Stop = stop });

    private ChannelReader OpenPass(SlipwayServices services, SourcePass pass)
    {
        var (reader, label, resolved) = OpenStage(services, pass, _transforms.Length);
        try
        {
            var (positions, schema) = resolved is null
                ? _roles.Resolve(reader.Schema, label, _source.Description)
                : ([.. resolved.Columns.FieldsList.Select(f => ColumnNames.Find(reader.Schema, f.Name))], resolved);
            return new ChannelReader(ColumnProjection.Of(reader, positions, schema.Columns), schema, _source.Description);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Reads the columns and their roles, without the rows (inferring types looks at the beginning of the data).</summary>
    /// <inheritdoc cref="Open"/>
    public ChannelSchema ReadSchema(SlipwayServices? services = null)
    {
        using var reader = Open(services);
        return reader.Roles;
    }

    /// <summary>Reads the rows on a thread of its own, a few batches ahead of the caller.</summary>
    /// <param name="services">Where object stores come from; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Batches of at least one row, which the caller disposes.</returns>
    /// <exception cref="DataFormatException">As for <see cref="Open"/> and <see cref="BatchReader.Read"/>.</exception>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(
        SlipwayServices? services = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var pump = new BatchPump(stop => OpenUntil(services, stop));
        await foreach (var batch in pump.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                batch.Dispose(); // read ahead before the token was cancelled
                cancellationToken.ThrowIfCancellationRequested();
            }

            yield return batch;
        }
    }

    /// <summary>Counts the rows in a pass over all of them.</summary>
    /// <param name="services">Where object stores come from; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    /// <exception cref="DataFormatException">As for <see cref="Open"/> and <see cref="BatchReader.Read"/>.</exception>
    public async Task<long> CountRowsAsync(SlipwayServices? services = null, CancellationToken cancellationToken = default)
    {
        var rows = 0L;
        await foreach (var batch in ReadAsync(services, cancellationToken).ConfigureAwait(false))
        {
            rows += batch.Length;
            batch.Dispose();
        }

        return rows;
    }

    // The reader after the first `stages` transforms, the name of the label as far as it is known there, and the roles when the source
    // gives only the columns that have one.
    private (BatchReader Reader, string? Label, ChannelSchema? Resolved) OpenStage(SlipwayServices services, SourcePass pass, int stages)
    {
        var (reader, label, resolved) = OpenSource(services, pass);
        try
        {
            label ??= _roles.LabelAt(reader.Schema, 0, null);
            for (var i = 0; i < stages; i++)
            {
                var stage = i;
                var present = label is not null && ColumnNames.Find(reader.Schema, label) >= 0;
                var roles = new ChannelSchema(reader.Schema, present ? label : null, _roles.WeightAt(reader.Schema));
                reader = _transforms[i].Open(new TransformInput(
                    reader, roles, _source.Description, () => OpenStage(services, pass, stage).Reader, services));
                label = _roles.LabelAt(reader.Schema, i + 1, label);
            }

            return (reader, label, resolved);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    // Columns without a role are not read where the source can pass over them, unless a step looks at them. Whatever is wrong with the roles is
    // then found here, against all columns of the source, with the message that it would have at the end.
    private (BatchReader Reader, string? Label, ChannelSchema? Resolved) OpenSource(SlipwayServices services, SourcePass pass)
    {
        string? label = null;
        ChannelSchema? resolved = null;
        if (_transforms.All(t => t.KeepsColumns))
        {
            pass = pass with
            {
                Columns = columns =>
                {
                    for (var stage = 0; stage <= _transforms.Length; stage++)
                    {
                        label = _roles.LabelAt(columns, stage, label);
                    }

                    (var positions, resolved) = _roles.Resolve(columns, label, _source.Description);
                    return [.. positions.Order()];
                },
            };
        }

        var reader = pass.Mode == InputMode.Pipe
            ? new ReadAheadReader(stop => Open(pass with { Stop = stop }), pass.Stop)
            : Open(pass);
        return (reader, label, resolved);

        BatchReader Open(SourcePass pass) => _source is IObjectSource objects ? objects.Open(services, pass) : _source.Open(services, pass.Stop);
    }
}
