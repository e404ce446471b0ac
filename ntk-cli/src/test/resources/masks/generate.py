"""Writes the files of this folder, and prints the numbers that SignsAndMasksTest compares with. Needs torch and numpy."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

H, E, I, ALPHA = 5, 4, 3, 0.2


class PositiveLinear(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.rand(H, I) * (1.0 / I) ** 0.5 - 0.1)

    def forward(self, x):
        return F.linear(x, self.weight.abs())


class SignedLinear(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(H, H) * 0.3 / H**0.5)
        self.bias = nn.Parameter(torch.full((H,), 0.05))
        mask = np.tile([1] * E + [-1] * (H - E), (H, 1))
        np.fill_diagonal(mask, 0)
        self.register_buffer("mask", torch.tensor(mask))

    def forward(self, r):
        return F.linear(r, self.weight.abs() * self.mask, self.bias)


class EIRNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.input2h = PositiveLinear()
        self.h2h = SignedLinear()

    def forward(self, x):
        s = torch.zeros(x.shape[1], H, dtype=x.dtype)
        r = torch.relu(s)
        rates = []
        for step in x:
            s = s * (1 - ALPHA) + (self.input2h(step) + self.h2h(r)) * ALPHA
            r = torch.relu(s)
            rates.append(r)
        return torch.stack(rates)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = EIRNN()
        self.fc = nn.Linear(E, 2)

    def forward(self, x):
        r = self.rnn(x)
        return self.fc(r[:, :, :E]), r


def jacobian(state, names, which, x):
    net = Net().double()
    net.load_state_dict(state)
    values = {k: v.double() if v.is_floating_point() else v for k, v in state.items()}

    def run(*parameters):
        out = torch.func.functional_call(net, dict(zip(names, parameters)), (x.double(),))[which]
        return out.transpose(0, 1).reshape(-1)

    blocks = torch.autograd.functional.jacobian(run, tuple(values[name] for name in names))
    return torch.cat([block.reshape(block.shape[0], -1) for block in blocks], 1)


def alignment(names, which, x):
    before, after = (jacobian(torch.load(f"eirnn_{when}.pt"), names, which, x) for when in ("before", "after"))
    one, other = before @ before.T, after @ after.T
    return ((one * other).sum() / one.norm() / other.norm()).item()


torch.set_num_threads(1)
torch.manual_seed(3)
net = Net()
with torch.no_grad():
    net.rnn.h2h.weight.mul_(3)
torch.save(net.state_dict(), "eirnn_before.pt")
generator = torch.Generator().manual_seed(1)
x = torch.randn(6, 4, I, generator=generator)  # steps, trials, channels
y = torch.randn(6, 4, 2, generator=generator)
optimizer = torch.optim.Adam(net.parameters(), 2e-2)
for _ in range(40):
    loss = ((net(x)[0] - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
torch.save(net.state_dict(), "eirnn_after.pt")
coarse = {k: v.bfloat16() if v.is_floating_point() else v for k, v in net.state_dict().items()}
torch.save(coarse, "eirnn_bf16.pt")
np.save("eirnn_inputs.npy", x.transpose(0, 1).contiguous().numpy())
with torch.no_grad():
    np.save("eirnn_rates.npy", net(x)[1].transpose(0, 1).contiguous().numpy())
CELL = ["rnn.input2h.weight", "rnn.h2h.weight", "rnn.h2h.bias"]
print("rates", alignment(CELL, 1, x))
print("outputs", alignment([*CELL, "fc.weight", "fc.bias"], 0, x))
print("outputs, readout not differentiated", alignment(CELL, 0, x))
