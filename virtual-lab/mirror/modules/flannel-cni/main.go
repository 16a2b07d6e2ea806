// Command flannel stands in for flannel's own CNI plugin, which is on no Go module proxy. Like that one it owns no
// network: it reads the subnet flanneld leased for this node and hands the pod on to the bridge plugin.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/containernetworking/cni/pkg/invoke"
	"github.com/containernetworking/cni/pkg/skel"
	"github.com/containernetworking/cni/pkg/types"
	"github.com/containernetworking/cni/pkg/version"
)

const (
	defaultSubnetFile = "/run/flannel/subnet.env"
	// DEL has to work after flanneld's file is gone, so each pod's delegate configuration is kept here.
	defaultDataDir = "/var/lib/cni/flannel"
)

type conf struct {
	types.NetConf
	SubnetFile string         `json:"subnetFile"`
	DataDir    string         `json:"dataDir"`
	Delegate   map[string]any `json:"delegate"`
}

func main() {
	skel.PluginMainFuncs(skel.CNIFuncs{Add: add, Del: del, Check: check}, version.All, "flannel (nuclab stand-in)")
}

func parse(stdin []byte) (*conf, error) {
	c := &conf{SubnetFile: defaultSubnetFile, DataDir: defaultDataDir}
	if err := json.Unmarshal(stdin, c); err != nil {
		return nil, fmt.Errorf("flannel's network configuration is no JSON: %w", err)
	}
	return c, nil
}

func add(args *skel.CmdArgs) error {
	c, err := parse(args.StdinData)
	if err != nil {
		return err
	}
	subnet, err := readSubnet(c.SubnetFile)
	if err != nil {
		return err
	}
	delegate, err := delegateConf(c, subnet)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(c.DataDir, args.ContainerID), delegate, 0o600); err != nil {
		return err
	}
	result, err := invoke.DelegateAdd(context.Background(), "bridge", delegate, nil)
	if err != nil {
		return err
	}
	return result.Print()
}

func del(args *skel.CmdArgs) error {
	c, err := parse(args.StdinData)
	if err != nil {
		return err
	}
	file := filepath.Join(c.DataDir, args.ContainerID)
	delegate, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return nil // deleted before, or never added: both are fine by the specification
	}
	if err != nil {
		return err
	}
	if err := invoke.DelegateDel(context.Background(), "bridge", delegate, nil); err != nil {
		return err
	}
	return os.Remove(file)
}

func check(args *skel.CmdArgs) error {
	c, err := parse(args.StdinData)
	if err != nil {
		return err
	}
	delegate, err := os.ReadFile(filepath.Join(c.DataDir, args.ContainerID))
	if err != nil {
		return err
	}
	return invoke.DelegateCheck(context.Background(), "bridge", delegate, nil)
}

func readSubnet(file string) (map[string]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("flanneld has leased no subnet yet: %w", err)
	}
	defer f.Close()
	values := map[string]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if key, value, found := strings.Cut(lines.Text(), "="); found {
			values[key] = value
		}
	}
	for _, key := range []string{"FLANNEL_NETWORK", "FLANNEL_SUBNET", "FLANNEL_MTU"} {
		if values[key] == "" {
			return nil, fmt.Errorf("%s lacks %s", file, key)
		}
	}
	return values, nil
}

// delegateConf completes the "delegate" part of flannel's configuration to one for the bridge plugin.
func delegateConf(c *conf, subnet map[string]string) ([]byte, error) {
	// FLANNEL_SUBNET is the gateway's address with a prefix length; host-local wants the network itself.
	_, own, err := net.ParseCIDR(subnet["FLANNEL_SUBNET"])
	if err != nil {
		return nil, err
	}
	mtu, err := strconv.Atoi(subnet["FLANNEL_MTU"])
	if err != nil {
		return nil, err
	}
	d := c.Delegate
	if d == nil {
		d = map[string]any{}
	}
	d["name"], d["type"], d["cniVersion"] = c.Name, "bridge", c.CNIVersion
	setDefault(d, "mtu", mtu)
	setDefault(d, "isGateway", true)
	// When flanneld masquerades, the bridge must not do it again.
	setDefault(d, "ipMasq", subnet["FLANNEL_IPMASQ"] != "true")
	var routes []map[string]any
	for _, network := range strings.Split(subnet["FLANNEL_NETWORK"], ",") {
		routes = append(routes, map[string]any{"dst": network})
	}
	d["ipam"] = map[string]any{
		"type":   "host-local",
		"ranges": [][]map[string]any{{{"subnet": own.String()}}},
		"routes": routes,
	}
	return json.Marshal(d)
}

func setDefault(m map[string]any, key string, value any) {
	if _, set := m[key]; !set {
		m[key] = value
	}
}
