namespace Slipway.Models;

/// <summary>Tasks as they are written in files.</summary>
internal static class TaskNames
{
    public static string Of(LearningTask task) => task switch
    {
        LearningTask.Classification => "classification",
        LearningTask.Regression => "regression",
        LearningTask.Transformation => "transformation",
        LearningTask.AnomalyDetection => "anomaly-detection",
        _ => "clustering",
    };
}
