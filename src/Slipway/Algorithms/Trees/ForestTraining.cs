using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway;

/// <summary>One training of a forest: as many trees at a time as there are threads, gathered in order.</summary>
internal sealed class ForestTraining
{
    public const string OutOfBagAccuracy = "train:oob_accuracy";
    public const string OutOfBagR2 = "train:oob_r2";

    private readonly ForestAlgorithm _algorithm;
    private readonly TrainingContext _context;
    private readonly TreeRows _rows;
    private readonly ForestWorker[] _workers;
    private readonly OutOfBag? _outOfBag;
    private readonly int _outputs;
    private TreeEnsembleBuilder _trees;

    public ForestTraining(ForestAlgorithm algorithm, float[]? classWeights, TrainingContext context)
    {
        _algorithm = algorithm;
        _context = context;
        _rows = TreeRows.Read(context, classWeights);
        _outputs = context.Algorithm.Task == LearningTask.Classification ? context.Classes.Count : 1;
        var bins = BinnedFeatures.Create(context.Train, context.MaxThreads, context.CancellationToken);
        var settings = algorithm.Settings(algorithm.KernelCriterion, context.Train.FeatureCount);
        _outOfBag = algorithm.Bootstrap && algorithm.OutOfBagScore
            ? new OutOfBag(_rows.Targets, _rows.Weights, _outputs, context.Algorithm.Task == LearningTask.Regression)
            : null;
        _workers = new ForestWorker[Math.Min(context.MaxThreads, algorithm.Trees)];
        for (var i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new ForestWorker(
                _rows, _rows.ToValues(context), new TreeBuilder(bins, settings, 1, context.CancellationToken), context.Seed, algorithm.Bootstrap,
                _outOfBag is not null);
        }

        _trees = new TreeEnsembleBuilder(_outputs, context.Train.FeatureCount);
        if (context.TryRestoreCheckpoint(Restore))
        {
            LogMessages.Resumed(context.Logger, _trees.Trees, 0);
        }
    }

    public Model Run()
    {
        var last = Math.Min(_algorithm.Trees, _context.MaxSteps ?? int.MaxValue);
        while (_trees.Trees < last && (_trees.Trees == 0 || !_context.StopRequested))
        {
            _context.ThrowIfCancellationRequested();
            var first = _trees.Trees;
            var count = Math.Min(_workers.Length, last - first);
            ParallelFor.Run(count, _workers.Length, new Body(_workers, first));
            for (var i = 0; i < count; i++)
            {
                var tree = _workers[i].Tree!;
                _trees.Add(tree, tree.Values, 1);
                _outOfBag?.Add(tree, _workers[i].Watched, _workers[i].LeafOf);
            }

            _context.StepsTaken += count;
            _context.ReportProgress(_trees.Trees, last, (double)_trees.Trees / last);
            if (_context.CheckpointDue)
            {
                _context.SaveCheckpoint(Save);
            }
        }

        var model = _trees.Build(TreeOutput.Mean, 1.0 / _trees.Trees);
        if (_outOfBag?.Score() is { } score)
        {
            _context.Report(_context.Algorithm.Task == LearningTask.Classification ? OutOfBagAccuracy : OutOfBagR2, score, _trees.Trees);
        }

        DecisionTreeTraining.ReportValidation(model, _context);
        return model;
    }

    private void Save(ModelWriter writer)
    {
        writer.WriteValue("forest", new JsonObject { ["trees"] = _trees.Trees });
        _trees.Save(new PrefixedWriter(writer, "trees."));
        _outOfBag?.Save(writer);
    }

    private void Restore(ModelReader reader)
    {
        _trees = TreeEnsembleBuilder.Restore(new PrefixedReader(reader, "trees.", _context), _outputs, _context.Train.FeatureCount);
        _outOfBag?.Restore(reader);
    }

    private readonly struct Body(ForestWorker[] workers, int first) : IParallelBody
    {
        public void Invoke(int part) => workers[part].Grow(first + part);
    }
}
