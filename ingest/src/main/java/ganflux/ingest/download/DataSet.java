package ganflux.ingest.download;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Data sets that can be fetched. Sums and sizes are those of the files that their authors have published. */
enum DataSet {
    /** LeCun, Cortes and Burges: 60,000 and 10,000 digits. */
    MNIST(
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            idx(
                    new long[] {9_912_422, 28_881, 1_648_877, 4_542},
                    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")),
    /** Xiao, Rasul and Vollgraf (2017): as many articles of clothing. */
    FASHION_MNIST(
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            idx(
                    new long[] {26_421_880, 29_515, 4_422_102, 5_148},
                    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                    "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                    "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                    "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")),
    /** Krizhevsky (2009): 50,000 and 10,000 photos of ten classes, 32x32. */
    CIFAR10(
            "https://www.cs.toronto.edu/~kriz/",
            List.of(new RemoteFile(
                    "cifar-10-binary.tar.gz",
                    170_052_171,
                    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")));

    private final String base;

    @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody changes
    private final List<RemoteFile> files;

    DataSet(String base, List<RemoteFile> files) {
        this.base = base;
        this.files = List.copyOf(files);
    }

    private static List<RemoteFile> idx(long[] bytes, String... sums) {
        return List.of(
                new RemoteFile("train-images-idx3-ubyte.gz", bytes[0], sums[0]),
                new RemoteFile("train-labels-idx1-ubyte.gz", bytes[1], sums[1]),
                new RemoteFile("t10k-images-idx3-ubyte.gz", bytes[2], sums[2]),
                new RemoteFile("t10k-labels-idx1-ubyte.gz", bytes[3], sums[3]));
    }

    /** What a user types. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where its files are; ends in a slash. */
    URI base() {
        return URI.create(base);
    }

    List<RemoteFile> files() {
        return files;
    }

    /** The options of {@code ganflux local} that train on it: its images are not of the shape that the usual preset takes, where one is named. */
    String training(String directory) {
        return (this == CIFAR10 ? "--preset dcgan-cifar " : "") + "--data " + data(directory) + " --loop";
    }

    /** The value of {@code --data} for its training images in {@code directory}. */
    String data(String directory) {
        return this == CIFAR10
                ? "cifar10:" + directory
                : "idx:" + directory + "/train-images-idx3-ubyte.gz," + directory + "/train-labels-idx1-ubyte.gz";
    }
}
