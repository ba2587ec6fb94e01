namespace Slipway;

/// <summary>What an algorithm learns to do.</summary>
public enum LearningTask
{
    /// <summary>Predict one of several classes; the label column names the class.</summary>
    Classification,

    /// <summary>Predict a number; the label column holds it.</summary>
    Regression,

    /// <summary>Group rows; no label is needed.</summary>
    Clustering,

    /// <summary>Map rows to other features; no label is needed.</summary>
    Transformation,

    /// <summary>Score rows by how unusual they are; no label is needed.</summary>
    AnomalyDetection,
}
