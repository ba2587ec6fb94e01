using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Chooses rows of the next batch of a pass.</summary>
/// <param name="batch">The batch; not to be kept or disposed.</param>
/// <param name="chosen">Room for the positions of the chosen rows, as many as the batch has.</param>
/// <returns>How many positions were written, in ascending order.</returns>
internal delegate int RowChooser(RecordBatch batch, Span<int> chosen);
