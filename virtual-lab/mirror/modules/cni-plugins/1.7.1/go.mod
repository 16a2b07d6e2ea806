module nuclab/virtual-lab/mirror/cni-plugins

go 1.23.0

require github.com/containernetworking/plugins v1.7.1
