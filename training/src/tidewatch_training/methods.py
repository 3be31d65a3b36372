"""Which weights a run trains: all of them, low-rank adapters and the heads, or the heads alone."""

from torch import Tensor

from tidewatch_training.model import NewsModel

_LINEAR_LAYERS = ("query", "key", "value", "dense")
"""How the names of the encoder's linear layers end, attention's and feed-forward's."""


def prepare(model: NewsModel, method: str, rank: int, alpha: float) -> None:
    """Freezes what `method` does not train and adds adapters where it needs them, in place.

    LoRA (Hu et al. 2021) keeps the weight W [out, in] of a linear layer and trains B [out, rank]
    and A [rank, in] beside it: the layer's weight is W + alpha / rank * B A. B begins at 0, so the
    model begins unchanged.

    Args:
        model: with the weights that training begins from.
        method: `full`, `lora` or `heads`.
        rank: of the adapters.
        alpha: their scale is alpha / rank.
    """
    if method != "full":
        model.encoder.requires_grad_(False)
    if method == "lora":
        # Imported here because it takes seconds.
        from peft import LoraConfig, inject_adapter_in_model

        config = LoraConfig(r=rank, lora_alpha=alpha, target_modules=list(_LINEAR_LAYERS))
        inject_adapter_in_model(config, model.encoder)


def to_training_mode(model: NewsModel) -> None:
    """Turns dropout on, except in a frozen encoder: the heads see the states of evaluation."""
    model.train()
    if not any(parameter.requires_grad for parameter in model.encoder.parameters()):
        model.encoder.eval()


def trained_parameters(model: NewsModel) -> int:
    """Returns how many numbers training changes."""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def merged_weights(model: NewsModel) -> dict[str, Tensor]:
    """Returns the weights by the names of a plain `NewsModel`, adapters added in."""
    weights = {
        name.replace(".base_layer.", "."): value
        for name, value in model.state_dict().items()
        if ".lora_" not in name
    }
    for name, module in model.named_modules():
        if hasattr(module, "get_delta_weight"):
            (adapter,) = module.active_adapters
            delta = module.get_delta_weight(adapter)
            weights[f"{name}.weight"] = weights[f"{name}.weight"] + delta.detach()
    return {name: value.cpu() for name, value in weights.items()}
