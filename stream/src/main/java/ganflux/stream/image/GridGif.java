package ganflux.stream.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws images as an animation that runs for ever, a GIF. Colours are reduced to 256 in each frame, as GIF has no more. */
public final class GridGif {
    private static final String FORMAT = "javax_imageio_gif_image_1.0";
    private static final int HUNDREDTHS_A_FRAME = 8;

    private GridGif() {}

    /**
     * A GIF whose frames are the columns of a grid, each as its images one below the other: from the first to the last and back again.
     *
     * @param pixels unsigned bytes, image, channel, row, column, row of the grid by row; not changed
     * @param columns of the grid
     * @throws IllegalArgumentException where {@code pixels} holds no whole row of the grid
     */
    public static byte[] encode(byte[] pixels, ImageShape shape, int columns) {
        int rows = pixels.length / shape.size() / columns;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        // A stream of its own keeps ImageIO from caching in a file.
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(null);
            int frames = Math.max(1, 2 * columns - 2);
            for (int i = 0; i < frames; i++) {
                byte[] images = column(pixels, shape, columns, rows, i < columns ? i : frames - i);
                write(writer, GridPng.image(images, shape, 1), i == 0);
            }
            writer.endWriteSequence();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] column(byte[] pixels, ImageShape shape, int columns, int rows, int column) {
        int size = shape.size();
        byte[] images = new byte[rows * size];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(pixels, (row * columns + column) * size, images, row * size, size);
        }
        return images;
    }

    private static void write(ImageWriter writer, BufferedImage frame, boolean first) throws IOException {
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(frame), null);
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
        child(root, "ImageDescriptor")
                .setAttribute("interlaceFlag", "FALSE"); // ImageIO's is TRUE, and it misreads small images so
        IIOMetadataNode control = child(root, "GraphicControlExtension");
        control.setAttribute("disposalMethod", "none");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("transparentColorIndex", "0");
        control.setAttribute("delayTime", String.valueOf(HUNDREDTHS_A_FRAME));
        if (first) {
            IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
            loop.setAttribute("applicationID", "NETSCAPE");
            loop.setAttribute("authenticationCode", "2.0");
            loop.setUserObject(new byte[] {1, 0, 0}); // without end
            child(root, "ApplicationExtensions").appendChild(loop);
        }
        metadata.setFromTree(FORMAT, root);
        writer.writeToSequence(new IIOImage(frame, null, metadata), null);
    }

    private static IIOMetadataNode child(IIOMetadataNode root, String name) {
        for (int i = 0; i < root.getLength(); i++) {
            if (root.item(i).getNodeName().equals(name)) {
                return (IIOMetadataNode) root.item(i);
            }
        }
        IIOMetadataNode made = new IIOMetadataNode(name);
        root.appendChild(made);
        return made;
    }
}
