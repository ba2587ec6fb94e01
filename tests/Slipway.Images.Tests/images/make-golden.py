"""Makes source.png and what Pillow makes of it (Debian's python3-pil): python3 make-golden.py"""
import math

from PIL import Image

source = Image.new("RGB", (37, 23))
source.putdata([
    (x * 7 % 256, (x * y * 3 + 40) % 256, int(127.5 + 127.5 * math.sin(x / 2.0 + y)))
    for y in range(23) for x in range(37)])
source.save("source.png")
for width, height in (16, 16), (37, 10), (50, 23), (91, 64), (1, 1), (5, 64):
    source.resize((width, height), Image.Resampling.BILINEAR).save(f"resized-{width}x{height}.png")
gray = source.convert("L")
gray.save("gray.png")
gray.resize((8, 8), Image.Resampling.BILINEAR).save("gray-8x8.png")
source.save("source.jpg", quality=90)
Image.open("source.jpg").save("source-jpg.png")
source.save("source.webp", lossless=True)
source.save("source.bmp")
source.quantize(64).save("source.gif")
source.quantize(64).convert("RGB").save("source-gif.png")
