using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Models;

namespace Slipway;

/// <content>What an interrupted training goes on from.</content>
internal sealed unsafe partial class DualCoordinateDescent
{
    /// <summary>Whether training ended by itself, not by a limit or a request: there is nothing to go on with.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Keeps everything that the next pass depends on.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="machine">Number of this machine.</param>
    public void Save(ModelWriter writer, int machine)
    {
        writer.WriteValue($"machine_{machine}", new JsonObject
        {
            ["passes"] = Passes,
            ["active"] = _active,
            ["next_check"] = _nextCheck,
            ["summed"] = _summed,
            ["random"] = _random!.Value.State,
            ["finished"] = IsFinished,
        });

        // Some of these can be infinite, which JSON has no number for.
        double[] numbers = [Primal, Dual, Loss, _intercept, _interceptSum, _highest, _lowest, _violation];
        writer.Write($"numbers_{machine}", [numbers.Length], numbers);
        writer.Write($"best_{machine}", [Weights.Length], Weights);
        writer.Write($"alphas_{machine}", [_alphas.Length], _alphas);
        writer.Write($"weights_{machine}", [_weights.Length], _weights);
        writer.Write($"sums_{machine}", [_sums.Length], _sums);
        writer.Write($"order_{machine}", [_order.Length], _order);
    }

    /// <summary>Goes on from what <see cref="Save"/> kept.</summary>
    public void Restore(ModelReader reader, int machine)
    {
        var state = reader.ReadValue($"machine_{machine}")!.AsObject();
        Passes = state["passes"]!.GetValue<int>();
        _active = state["active"]!.GetValue<int>();
        _nextCheck = state["next_check"]!.GetValue<int>();
        _summed = state["summed"]!.GetValue<int>();
        _random = new SplitMix64(state["random"]!.GetValue<ulong>());
        IsFinished = state["finished"]!.GetValue<bool>();
        var numbers = reader.ReadDouble($"numbers_{machine}", 8);
        (Primal, Dual, Loss) = (numbers[0], numbers[1], numbers[2]);
        (_intercept, _interceptSum, _highest, _lowest, _violation) = (numbers[3], numbers[4], numbers[5], numbers[6], numbers[7]);
        Weights = reader.ReadDouble($"best_{machine}", Weights.Length);
        reader.ReadDouble($"alphas_{machine}", _alphas.Length).CopyTo(_alphas, 0);
        reader.ReadDouble($"weights_{machine}", _weights.Length).CopyTo(_weights, 0);
        reader.ReadDouble($"sums_{machine}", _sums.Length).CopyTo(_sums, 0);
        reader.ReadInt32($"order_{machine}", _order.Length).CopyTo(_order, 0);
    }
}
