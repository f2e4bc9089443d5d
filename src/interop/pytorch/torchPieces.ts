/** Functions that a program has of its own, by the name that it calls them by. */
const pieces: Readonly<Record<string, string>> = {
  average_pool_same: `def average_pool_same(x, size, stride, sides):
    """Means over windows; what is padded does not count."""
    counts = F.avg_pool2d(F.pad(torch.ones_like(x[:1, :1]), sides), size, stride)
    return F.avg_pool2d(F.pad(x, sides), size, stride) / counts`,
  random_flip: `def random_flip(x, horizontal=True, vertical=True):
    """Mirrors every other image, in each direction by itself."""
    for axis, wanted in ((3, horizontal), (2, vertical)):
        chosen = torch.rand(len(x), 1, 1, 1, device=x.device) < 0.5
        x = torch.where(chosen, x.flip(axis), x) if wanted else x
    return x`,
  random_move: `def random_move(
    x, down=(0, 0), right=(0, 0), turn=(0, 0), zoom_y=(0, 0), zoom_x=None, padding_mode="reflection", mode="bilinear", fill=0
):
    """Shifts (parts of the side), turns (whole turns, counterclockwise) and zooms each image by numbers in these ranges."""
    height, width = x.shape[2:]

    def drawn(limits):
        low, high = limits
        return low + (high - low) * torch.rand(len(x), device=x.device)

    angle = 2 * math.pi * drawn(turn)
    grow_y = 1 + drawn(zoom_y)
    grow_x = grow_y if zoom_x is None else 1 + drawn(zoom_x)
    # Maps places in the output to places in the input; both axes go from -1 to 1.
    shift_x, shift_y = -2 * drawn(right), -2 * drawn(down)
    if mode == "nearest":
        shift_x, shift_y = (shift_x * width / 2).round() * 2 / width, (shift_y * height / 2).round() * 2 / height
    rows = (
        torch.stack([grow_x * angle.cos(), -grow_x * angle.sin() * height / width, shift_x], 1),
        torch.stack([grow_y * angle.sin() * width / height, grow_y * angle.cos(), shift_y], 1),
    )
    grid = F.affine_grid(torch.stack(rows, 1), list(x.shape), align_corners=False)
    return F.grid_sample(x - fill, grid, mode=mode, padding_mode=padding_mode, align_corners=False) + fill`,
  random_contrast: `def random_contrast(x, low, high, values):
    """Stretches or flattens the contrast of each channel of each image."""
    mean = x.mean((2, 3), keepdim=True)
    stretch = low + (high - low) * torch.rand(len(x), 1, 1, 1, device=x.device)
    return ((x - mean) * stretch + mean).clamp(*values)`,
  random_erasing: `def random_erasing(x, rate, scale, values, fill=None):
    """Covers a rectangle of some images: sides are roots of numbers in \`scale\`, times the image's."""
    height, width = x.shape[2:]

    def inside(length):
        side = length * (scale[0] + (scale[1] - scale[0]) * torch.rand(len(x), 1, device=x.device)).sqrt()
        start = torch.rand(len(x), 1, device=x.device) * (length - side)
        place = torch.arange(length, device=x.device)
        return (place >= start) & (place < start + side)

    covered = inside(height)[:, None, :, None] & inside(width)[:, None, None, :]
    covered = covered & (torch.rand(len(x), 1, 1, 1, device=x.device) < rate)
    noise = torch.empty_like(x).uniform_(*values) if fill is None else torch.full_like(x, fill)
    return torch.where(covered, noise, x)`,
};

/** Those that a program calls. */
export function torchPieces(program: string): readonly string[] {
  return Object.entries(pieces).flatMap(([name, text]) => (program.includes(`${name}(`) ? [text] : []));
}
