using Slipway.Peers.Running;
using TorchSharp;
using TorchSharp.Modules;

namespace Slipway.Peers.Mlp;

/// <summary>TorchSharp's steps: a sequence of Linear and ReLU, <c>optim.Adam</c>, one dispose scope a step.</summary>
internal static class TorchMlp
{
    /// <summary>Trains from the initial weights.</summary>
    /// <param name="net">What to train.</param>
    public static Measurement Run(MlpNet net)
    {
        using var scope = torch.NewDisposeScope();
        var batches = Enumerable.Range(0, net.Batches).Select(batch => (
            Rows: torch.tensor(net.Rows(batch).ToArray(), [net.Batch, net.Widths[0]]),
            Labels: torch.tensor(Array.ConvertAll(net.Labels(batch).ToArray(), label => (long)label)))).ToArray();
        using var model = Create(net);
        using var optimizer = torch.optim.Adam(model.parameters(), MlpNet.LearningRate);
        double Step(int batch, bool wantLoss)
        {
            using var stepScope = torch.NewDisposeScope();
            optimizer.zero_grad();
            var loss = torch.nn.functional.cross_entropy(model.forward(batches[batch].Rows), batches[batch].Labels);
            loss.backward();
            optimizer.step();
            return wantLoss ? loss.item<float>() : 0;
        }

        return TimedSteps.Run(net, batch => Step(batch, wantLoss: true), batch => Step(batch, wantLoss: false));
    }

    private static Sequential Create(MlpNet net)
    {
        var network = net.CreateNetwork();
        var layers = new List<(string, torch.nn.Module<torch.Tensor, torch.Tensor>)>();
        using var untracked = torch.no_grad();
        for (var l = 0; l < network.Layers; l++)
        {
            var linear = torch.nn.Linear(net.Widths[l], net.Widths[l + 1]);
            using var weights = torch.tensor(network.Weights(l).ToArray(), [net.Widths[l], net.Widths[l + 1]]);
            linear.weight!.copy_(weights.t());
            linear.bias!.zero_();
            layers.Add(($"linear{l}", linear));
            if (l < network.Layers - 1)
            {
                layers.Add(($"relu{l}", torch.nn.ReLU()));
            }
        }

        return torch.nn.Sequential(layers);
    }
}
