namespace Slipway;

/// <summary>What follows from a task.</summary>
internal static class LearningTasks
{
    /// <summary>Whether a task learns from a label.</summary>
    public static bool NeedsLabel(this LearningTask task) => task is LearningTask.Classification or LearningTask.Regression;
}
