"""Peer of the group 'mlp': PyTorch's training step from given weights on given batches (reading is not timed)."""
import time

import numpy as np
import torch
from torch import nn

SECONDS = 0.4
FEWEST = 3


def step(file, widths, batch, batches, learning_rate, verified, threads):
    """Mean microseconds of a step; quality is the loss of step `verified`, before the timed ones."""
    torch.set_num_threads(threads)
    values = torch.from_numpy(np.fromfile(file, np.float32))
    rows = batch * batches
    parts = values.split([rows * widths[0], rows, len(values) - rows * (widths[0] + 1)])
    inputs = list(parts[0].reshape(batches, batch, widths[0]).unbind())
    labels = list(parts[1].long().reshape(batches, batch).unbind())
    model = network(widths, parts[2])
    optimizer = torch.optim.Adam(model.parameters(), learning_rate)
    loss_of = nn.CrossEntropyLoss()

    def train(index):
        optimizer.zero_grad()
        loss = loss_of(model(inputs[index]), labels[index])
        loss.backward()
        optimizer.step()
        return loss

    for done in range(verified):
        quality = train(done % batches).item()
    count = 0
    begin = time.perf_counter()
    while True:
        train((verified + count) % batches)
        count += 1
        elapsed = time.perf_counter() - begin
        if elapsed >= SECONDS and count >= FEWEST:
            return {"value": elapsed / count * 1e6, "quality": quality}


def network(widths, parameters):
    layers = []
    at = 0
    with torch.no_grad():
        for inputs, outputs in zip(widths, widths[1:]):
            layer = nn.Linear(inputs, outputs)
            layer.weight.copy_(parameters[at:at + inputs * outputs].reshape(inputs, outputs).t())
            at += inputs * outputs
            layer.bias.copy_(parameters[at:at + outputs])
            at += outputs
            layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])
