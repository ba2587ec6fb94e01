using Slipway.Data;
using Slipway.Jobs;

namespace Slipway.Streaming;

/// <summary>What a streaming job is to do; checked.</summary>
/// <param name="Job">Algorithm, features, limits, output.</param>
/// <param name="Channel">The stream with its roles.</param>
/// <param name="Source">Its source.</param>
/// <param name="Options">Sizes and times.</param>
internal sealed record StreamingSpec(TrainingJobSpec Job, DataChannel Channel, IStreamSource Source, StreamingOptions Options);
