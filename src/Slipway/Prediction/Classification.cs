namespace Slipway;

/// <summary>The most probable class of a row. Of equally probable classes, the first.</summary>
/// <param name="Label">The class as it was written in the training data. The model's own string: nothing is allocated.</param>
/// <param name="ClassIndex">Its 0-based index among the model's classes.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
public readonly record struct Classification(string Label, int ClassIndex, float Probability);
