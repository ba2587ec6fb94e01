using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway;

/// <summary>One training of AdaBoost. Follows scikit-learn 1.2 where the papers leave a choice.</summary>
internal sealed class AdaBoostTraining
{
    /// <summary>Probabilities below it count as it: the rounding step of double at 1, as in scikit-learn.</summary>
    private const double SmallestProbability = 2.220446049250313e-16;

    private readonly AdaBoostClassifier _algorithm;
    private readonly TrainingContext _context;
    private readonly int _classes;
    private readonly TreeRows _rows;
    private readonly RowValues _values;
    private readonly BoostedWeights _weights;
    private readonly int[] _leafOf;
    private readonly TreeBuilder _builder;
    private readonly StagedEvaluation? _validation;
    private TreeEnsembleBuilder _trees;
    private double _voteSum;
    private double _loss = 1;
    private bool _finished;

    public AdaBoostTraining(AdaBoostClassifier algorithm, TrainingContext context)
    {
        _algorithm = algorithm;
        _context = context;
        _classes = context.Classes.Count;
        _rows = TreeRows.Read(context, ClassWeightTable.Create(algorithm.ClassWeighting, algorithm.ClassWeights, context));
        _values = _rows.ToValues(context);
        _leafOf = new int[_rows.Weights.Length];
        var bins = BinnedFeatures.Create(context.Train, context.MaxThreads, context.CancellationToken);
        _weights = new BoostedWeights(
            Array.ConvertAll(_rows.Weights, w => w / _rows.TotalWeight), _values,
            algorithm.MaxFeatures == FeatureSampling.All ? RootHistogram.TryCreate(bins, _values, context.MaxThreads, context.CancellationToken) : null);
        _builder = new TreeBuilder(
            bins, algorithm.Settings(TreeAlgorithm.ToKernel(algorithm.Criterion), context.Train.FeatureCount), context.MaxThreads, context.CancellationToken);
        _trees = new TreeEnsembleBuilder(_classes, context.Train.FeatureCount);
        _validation = context.Validation is { } validation ? new StagedEvaluation(validation, _classes) : null;
        if (context.TryRestoreCheckpoint(Restore))
        {
            LogMessages.Resumed(context.Logger, _trees.Trees, 0);
        }
    }

    public Model Run()
    {
        var last = Math.Min(_algorithm.Estimators, _context.MaxSteps ?? int.MaxValue);
        while (!_finished && _trees.Trees < last && (_trees.Trees == 0 || !_context.StopRequested))
        {
            _context.ThrowIfCancellationRequested();
            Boost();
            _context.StepsTaken++;
            _context.ReportProgress(_trees.Trees, last, (double)_trees.Trees / last);
            if (_context.CheckpointDue && !_finished)
            {
                _context.SaveCheckpoint(Save);
            }
        }

        return _trees.Build(TreeOutput.Softmax, VoteScale);
    }

    private double VoteScale => 1 / (_voteSum * Math.Max(1, _classes - 1));

    private void Boost()
    {
        _weights.Prepare();

        // Of a stump, the split alone says which leaf a row is in.
        var tree = _builder.Grow(
            _values, _rows.Counted, [], _algorithm.MaxDepth == 1 && _classes == 2 ? null : _leafOf, SplitMix64.For(_context.Seed, _trees.Trees, 1),
            _weights.Histogram);
        var best = BestClasses(tree);
        var error = Error(tree, best);
        var perfect = error <= 0;
        if (_algorithm.Variant == AdaBoostVariant.SammeReal)
        {
            AddRealVotes(tree, perfect);
        }
        else if (!perfect && error >= 1 - (1.0 / _classes))
        {
            // No better than chance: it gets no vote, and no further tree would do better on the same weights.
            _finished = true;
            if (_trees.Trees > 0)
            {
                return;
            }

            AddVotes(tree, best, 1);
        }
        else
        {
            var vote = perfect ? 1 : _algorithm.LearningRate * (Math.Log((1 - error) / error) + Math.Log(_classes - 1));
            AddVotes(tree, best, vote);
            if (!perfect)
            {
                Reweight(tree, best, vote);
            }
        }

        // Weights that leave the range of numbers end boosting, as in scikit-learn: all that is left is a few rows that cannot be learned.
        _finished |= perfect || !double.IsFinite(_loss);
        Report(perfect);
    }

    /// <summary>SAMME: the class with the largest weight in the leaf gets the tree's vote.</summary>
    private void AddVotes(GrownTree tree, int[] best, double vote)
    {
        var votes = new double[tree.Values.Count];
        for (var leaf = 0; leaf < best.Length; leaf++)
        {
            votes[(leaf * _classes) + best[leaf]] = vote;
        }

        _trees.Add(tree, votes, vote);
        _voteSum += vote;
    }

    private void Reweight(GrownTree tree, int[] best, double vote)
    {
        var factors = new double[tree.Values.Count];
        Array.Fill(factors, Math.Exp(vote));
        for (var leaf = 0; leaf < best.Length; leaf++)
        {
            factors[(leaf * _classes) + best[leaf]] = 1;
        }

        Multiply(tree, factors, Math.Exp(-vote * (_classes - 1) / _classes));
    }

    /// <summary>Multiplies each row's weight by the factor of its leaf and class; <see cref="_loss"/> by what that and the constant come to.</summary>
    private void Multiply(GrownTree tree, double[] factors, double constant)
    {
        _loss *= _weights.Multiply(factors, tree.Counts.ToArray(), _leafOf, _builder) * constant;

        // Weights need not sum to 1; they only must not run out of range.
        if (!(_weights.Total > 1e-200 && _weights.Total < 1e200))
        {
            _finished |= !_weights.TryNormalise();
        }
    }

    /// <summary>SAMME.R: <c>(K - 1) (log p - mean log p)</c>, and the row weights with them.</summary>
    private void AddRealVotes(GrownTree tree, bool perfect)
    {
        var votes = new double[tree.Values.Count];
        var factors = new double[tree.Values.Count];
        for (var leaf = 0; leaf < tree.Leaves; leaf++)
        {
            var mean = 0.0;
            for (var k = 0; k < _classes; k++)
            {
                var log = Math.Log(Math.Max(tree.Values[(leaf * _classes) + k], SmallestProbability));
                votes[(leaf * _classes) + k] = log;
                mean += log / _classes;
            }

            for (var k = 0; k < _classes; k++)
            {
                ref var vote = ref votes[(leaf * _classes) + k];
                vote = _classes == 1 ? 0 : (_classes - 1) * (vote - mean);
                factors[(leaf * _classes) + k] = Math.Exp(-_algorithm.LearningRate * vote / Math.Max(1, _classes - 1));
            }
        }

        _trees.Add(tree, votes, 1);
        _voteSum++;
        if (perfect)
        {
            return;
        }

        Multiply(tree, factors, 1);
    }

    private void Report(bool perfect)
    {
        // With a tree that makes no error the exponential loss can be made as small as one likes.
        _context.Report("train:loss", perfect || !double.IsFinite(_loss) ? 0 : _loss, _trees.Trees);
        if (_validation is not null)
        {
            var (loss, accuracy) = _validation.Add(_trees.Last(), VoteScale, _context.CancellationToken);
            _context.Report("validation:loss", loss, _trees.Trees);
            _context.Report("validation:accuracy", accuracy, _trees.Trees);
        }
    }

    /// <summary>Weight of the rows that are not of their leaf's best class, as a share; exactly 0 when there is none.</summary>
    private double Error(GrownTree tree, int[] best)
    {
        double wrong = 0, total = 0;
        for (var leaf = 0; leaf < best.Length; leaf++)
        {
            total += tree.LeafWeights[leaf];
            for (var k = 0; k < _classes; k++)
            {
                wrong += k == best[leaf] ? 0 : tree.LeafWeights[leaf] * tree.Values[(leaf * _classes) + k];
            }
        }

        return wrong / total;
    }

    private int[] BestClasses(GrownTree tree)
    {
        var best = new int[tree.Leaves];
        for (var leaf = 0; leaf < best.Length; leaf++)
        {
            for (var k = 1; k < _classes; k++)
            {
                best[leaf] = tree.Values[(leaf * _classes) + k] > tree.Values[(leaf * _classes) + best[leaf]] ? k : best[leaf];
            }
        }

        return best;
    }

    private void Save(ModelWriter writer)
    {
        writer.WriteValue("boosting", new JsonObject { ["vote_sum"] = _voteSum, ["loss"] = _loss, ["total"] = _weights.Total, ["trees"] = _trees.Trees });
        writer.Write("row_weight", [_leafOf.Length], _weights.Weights);
        _trees.Save(new PrefixedWriter(writer, "trees."));
        _validation?.Save(writer);
    }

    private void Restore(ModelReader reader)
    {
        var state = reader.ReadValue("boosting")!.AsObject();
        _voteSum = state["vote_sum"]!.GetValue<double>();
        _loss = state["loss"]!.GetValue<double>();
        _weights.Restore(reader.ReadDouble("row_weight", _leafOf.Length), state["total"]!.GetValue<double>());
        _trees = TreeEnsembleBuilder.Restore(new PrefixedReader(reader, "trees.", _context), _classes, _context.Train.FeatureCount);
        _validation?.Restore(reader);
    }
}
